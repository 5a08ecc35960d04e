# What the guard reads from the system. Linux: builtins alone. macOS: ps and sysctl; written after their manuals.
if [ -r /proc/sys/kernel/random/boot_id ]; then
  boot_id() { read -r value < /proc/sys/kernel/random/boot_id && echo "$value"; }
  # Fields of /proc/PID/stat count from the last `)`: the command before it may hold anything.
  start_time() { read -r line < "/proc/$1/stat" && set -- ${line##*)} && shift 19 && echo "$1"; }
  parent_of() { read -r line < "/proc/$1/stat" && set -- ${line##*)} && echo "$2"; }
  # Sets $now: whole seconds since boot, suspend included.
  read_clock() { IFS=. read -r now rest < /proc/uptime; }
else
  boot_id() { sysctl -n kern.bootsessionuuid; }
  start_time() { LC_ALL=C ps -o lstart= -p "$1" | sed 's/^ *//; s/ *$//; s/  */_/g'; }
  parent_of() { ps -o ppid= -p "$1" | tr -d ' '; }
  # kern.boottime: { sec = 1700000000, usec = 0 } ...
  read_clock() { set -- $(sysctl -n kern.boottime) && now=$(($(date +%s) - ${4%,})); }
fi

# A reader never sees half of it.
write_whole() { printf '%s\n' "$2" > "$1.tmp" && mv -f "$1.tmp" "$1"; }
