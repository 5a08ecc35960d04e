# Finds the processes of a session: `find_processes` sets $found to their pids. Needs $session, $installation ('' for
# any), $workspace, $cgroup, and $met: "PID:START" of whom a look has found before.
find_processes() {
  remember_all
  found=" $(echo $(in_cell) $(marked)) "
  add_met
  add_relatives
  in_workspace
  add_relatives
  met=''
  for pid in $found; do eval "met=\"\$met \$pid:\${start_$pid-}\""; done
}

# Whoever was the session's once still is, whatever it has done since: that very process.
add_met() {
  for each in $met; do
    pid=${each%%:*}
    case $found in *" $pid "*) continue ;; esac
    look_at "$pid" && [ "$start" = "${each#*:}" ] && found="$found$pid "
  done
}

# Sets $met to whom the worker has recorded in this boot, in the file $1.
read_recorded() {
  met=''
  [ -f "$1" ] || return 0
  {
    read -r version boot && [ "$boot" = "$this_boot" ] || return 0
    while read -r pid start; do
      case $pid in '' | *[!0-9]*) ;; *) met="$met $pid:$start" ;; esac
    done
  } < "$1" 2> /dev/null
}

# Sends the signal $1 to the pids that follow, each looked at in that moment: none to one that is somebody else by now.
# Adds to $signalled.
send_signal() {
  signal=$1
  shift
  for pid; do
    eval "known=\${start_$pid-}"
    look_at "$pid" && [ "$start" = "$known" ] && kill "-$signal" "$pid" 2> /dev/null && signalled=$((signalled + 1))
  done
}

in_cell() {
  [ -n "$cgroup" ] && find "$cgroup" -name cgroup.procs -exec cat {} + 2> /dev/null
}

if [ -r /proc/self/environ ]; then
  marked() {
    named=$(grep -lzxF "PLANEGUARD_SESSION=$session" /proc/[0-9]*/environ 2> /dev/null)
    [ -n "$named" ] || return 0
    for path in $(of_installation $named); do path=${path#/proc/} && echo "${path%/environ}"; done
  }

  # Of these files those that name this installation, or none.
  of_installation() {
    if [ -z "$installation" ]; then echo "$@" && return; fi
    grep -lzxF "PLANEGUARD_INSTALLATION=$installation" "$@" 2> /dev/null
    grep -Lz '^PLANEGUARD_INSTALLATION=' "$@" 2> /dev/null
  }

  # Sets $state, $parent, $terminal, $start of a pid. No fork: this is asked of one after the other.
  look_at() {
    read -r line 2> /dev/null < "/proc/$1/stat" || return 1
    set -- ${line##*)}
    state=$1 parent=$2 terminal=$5 start=${20}
  }

  has_home() { grep -qz '^HOME=' "/proc/$1/environ" 2> /dev/null; }

  # Sets $pids, and who each of them is, in $start_PID, $parent_PID and $terminal_PID. Three programs for all of them: a
  # shell reads byte by byte, and many watches may act at the same moment. A name with newlines stays on its line, and one
  # that is no text in the locale is no binary file.
  remember_all() {
    pids=''
    eval "$(LC_ALL=C grep -hz '' /proc/[0-9]*/stat 2> /dev/null | tr '\n\0' ' \n' | LC_ALL=C awk "$remember")"
  }
  # The name before the last `)` may hold anything.
  remember='{ pid = $1; sub(/.*\) /, "")
    print "pids=\"$pids " pid "\" parent_" pid "=" $2 " terminal_" pid "=" $5 " start_" pid "=" $20 }'

  # Lines of "PID DIRECTORY". One program for all: each fork would cost as much as the rest of the look.
  directories_of() {
    links=''
    for pid; do links="$links /proc/$pid/cwd"; done
    ls -ld $links 2> /dev/null | sed -n 's|^[^/]* /proc/\([0-9]*\)/cwd -> |\1 |p'
  }
else
  # Apple-signed programs hide their environment: the tmux server shows it, and the rest descends from it.
  marked() {
    ps -axEww -o pid=,command= | grep -F "PLANEGUARD_SESSION=$session" | of_installation | grep -v grep | awk '{print $1}'
  }
  of_installation() {
    awk -v ours="PLANEGUARD_INSTALLATION=$installation" \
      '!/ PLANEGUARD_INSTALLATION=/ || ours == "PLANEGUARD_INSTALLATION=" || index($0 " ", " " ours " ")'
  }
  look_at() {
    set -- $(ps -o state=,ppid=,tty=,lstart= -p "$1")
    [ $# -eq 8 ] || return 1
    state=$1 parent=$2 terminal=$3 start=$4_$5_$6_$7_$8
    case $terminal in \?*) terminal=0 ;; esac
  }
  has_home() { ps -Eww -o command= -p "$1" | grep -q ' HOME='; }
  remember_all() {
    pids=''
    for pid in $(ps -axo pid=); do
      look_at "$pid" || continue
      eval "start_$pid=\$start parent_$pid=\$parent terminal_$pid=\$terminal"
      pids="$pids $pid"
    done
  }
  directories_of() {
    for pid; do lsof -a -d cwd -p "$pid" -Fn 2> /dev/null | sed -n "s/^n/$pid /p"; done
  }
fi

# Children of who is found, until nobody is added. A process that has ended is nobody.
add_relatives() {
  grown=yes
  while [ -n "$grown" ]; do
    grown=
    for pid in $pids; do
      case $found in *" $pid "*) continue ;; esac
      eval "parent=\$parent_$pid"
      case $found in *" $parent "*) found="$found$pid " grown=yes ;; esac
    done
  done
}

# Orphans without a terminal that stand in the workspace and have cleared their environment. All others are a person's.
in_workspace() {
  [ -n "$workspace" ] || return 0
  orphans=''
  for pid in $pids; do
    case $found in *" $pid "*) continue ;; esac
    eval "parent=\$parent_$pid terminal=\$terminal_$pid"
    [ "$terminal" = 0 ] || continue
    [ "$parent" = 1 ] || [ "$parent" = "$reaper" ] || continue
    orphans="$orphans $pid"
  done
  [ -n "$orphans" ] || return 0
  standing=$(directories_of $orphans)
  # A line each; names are no patterns.
  before=$IFS IFS='
'
  set -f
  for line in $standing; do
    pid=${line%% *}
    case ${line#* } in
      "$workspace" | "$workspace"/* | "$workspace (deleted)") has_home "$pid" || found="$found$pid " ;;
    esac
  done
  set +f
  IFS=$before
}

# Leaves the living in $found: a zombie is gone, and only waits for its parent.
drop_the_dead() {
  living=" "
  for pid in $found; do
    look_at "$pid" || continue
    case $state in Z* | X*) ;; *) living="$living$pid " ;; esac
  done
  found=$living
}
