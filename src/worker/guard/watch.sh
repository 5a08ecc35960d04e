# The guard's watch: stops the session at its deadline when nobody renews it. It lives outside the session's cell,
# terminal, marker and workspace, or it would die in the middle of its own work.
# Arguments: session's directory, session's id, workspace, cgroup ('' without one), grace and period in seconds, and
# whose session it is ('' when that is not known).
dir=$1 session=$2 workspace=$3 cgroup=$4 grace=$5 period=$6 installation=${7-}
. "$dir/guard/facts.sh"
. "$dir/guard/find-processes.sh"

# An unreadable deadline is believed after this many reads in a row.
unreadable_limit=6
# A longer silence than this between two rounds means that the machine slept: the worker gets time to renew.
slept_after=30
after_sleep=60

log() { echo "$now $*" >> "$dir/guard/watch.log"; }

# Sets $deadline. Fails unless the file is one whole line for this boot: "BOOT SECONDS".
read_deadline() {
  boot='' seconds='' rest=''
  # Reading a FIFO that an agent has put there would wait for ever.
  [ -f "$dir/deadline" ] || return 1
  { IFS=' ' read -r boot seconds rest < "$dir/deadline"; } 2> /dev/null || return 1
  [ "$boot" = "$this_boot" ] && [ -z "$rest" ] || return 1
  case $seconds in '' | 0* | *[!0-9]* | ?????????????*) return 1 ;; esac
  deadline=$seconds
}

# Whether the session is to be stopped now; $why says on what ground.
is_over() {
  if read_deadline; then
    unreadable=0 why=deadline
    [ "$now" -ge "$deadline" ] && [ "$now" -ge "$not_before" ]
    return
  fi
  unreadable=$((unreadable + 1)) why=unreadable
  log "the deadline cannot be read ($unreadable of $unreadable_limit)"
  # The last one that was read still holds.
  [ "$unreadable" -ge "$unreadable_limit" ] && [ "$now" -ge "$deadline" ] && [ "$now" -ge "$not_before" ]
}

notice_sleep() {
  if [ $((now - last)) -gt "$slept_after" ]; then
    not_before=$((now + after_sleep))
    log "nothing ran for $((now - last)) s: not acting before $not_before"
  fi
  last=$now
}

pause() {
  left=$((deadline - now))
  if [ "$left" -gt 0 ] && [ "$left" -le "${period%.*}" ]; then
    sleep "$(until_deadline)" || sleep 1
  else
    sleep "$period"
  fi
}

# $now is cut off to a whole second: that is no reason to be a second late.
until_deadline() {
  case ${hundredths:-00} in
    00) echo "$left" ;;
    [0-9][0-9]) echo "$((left - 1)).$(printf %02d $((100 - ${hundredths#0})))" ;;
    *) echo "$left" ;;
  esac
}

# The tmux server, the parent and the transcript's writer with its child end last: they keep the agent's last words.
without_guard() {
  agents=
  for pid in $found; do
    case " $server $guard $writer " in *" $pid "*) continue ;; esac
    look_at "$pid" && [ "$parent" = "${writer:-none}" ] && continue
    agents="$agents$pid "
  done
}

stop_session() {
  log "stopping: $why, deadline $deadline"
  server='' guard='' reaper='' writer='' seen=' ' count=0 signalled=0
  [ -f "$dir/started" ] && { read -r version boot guard start server reaper < "$dir/started"; } 2> /dev/null
  [ -f "$dir/guard/transcript" ] && { read -r version boot writer start < "$dir/guard/transcript"; } 2> /dev/null
  read_recorded "$dir/processes"
  find_processes; count_found; without_guard
  send_signal TERM $agents
  terminated=$signalled signalled=0
  round=0
  while [ -n "$agents" ] && [ "$round" -lt "$grace" ]; do
    sleep 1
    round=$((round + 1))
    find_processes; count_found; drop_the_dead; without_guard
  done
  kill_all
}

# Until two looks in a row find nobody, 30 times at most.
kill_all() {
  empty=0 round=0
  while [ "$empty" -lt 2 ] && [ "$round" -lt 30 ]; do
    round=$((round + 1))
    find_processes; drop_the_dead; count_found
    if [ "$found" = ' ' ]; then empty=$((empty + 1)) && continue; fi
    empty=0
    [ -n "$cgroup" ] && { echo 1 > "$cgroup/cgroup.kill"; } 2> /dev/null
    send_signal KILL $found
    [ "$round" -lt 5 ] || sleep 1
  done
  if [ "$empty" -eq 2 ]; then left=none; else left=$(echo $found | tr ' ' ,); fi
  log "stopped, left: $left"
  begun=$now
  read_clock && took=$((value - begun))
  write_whole "$dir/guard/watch-stop" "v1 $why $begun $left $count $terminated $signalled $took"
}

# Each pid once.
count_found() {
  for pid in $found; do
    case $seen in *" $pid "*) ;; *) seen="$seen$pid " count=$((count + 1)) ;; esac
  done
}

# Here, because the session's start must not wait for it.
[ -p "$dir/doorbell" ] || mkfifo -m 600 "$dir/doorbell" 2> /dev/null
read_boot_id && this_boot=$value
read_identity $$ && write_whole "$dir/guard/watch" "v1 $identity"
read_clock && now=$value
last=$now not_before=0 unreadable=0 deadline=0
while [ -d "$dir" ] && [ ! -e "$dir/guard/closed" ]; do
  read_clock && now=$value
  notice_sleep
  if is_over; then
    stop_session
    exit 0
  fi
  pause
done
