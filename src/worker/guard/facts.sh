# What both guards read from the system. Linux without a single fork; macOS through ps and sysctl.
if [ -r /proc/sys/kernel/random/boot_id ]; then
  boot_id() { read -r value < /proc/sys/kernel/random/boot_id; echo "$value"; }
  # Fields of /proc/PID/stat count from the last `)`: the command may hold anything.
  start_time() { read -r line < "/proc/$1/stat" && set -- ${line##*)} && shift 19 && echo "$1"; }
  parent_of() { read -r line < "/proc/$1/stat" && set -- ${line##*)} && echo "$2"; }
  boot_seconds() { IFS=. read -r value rest < /proc/uptime; echo "$value"; }
else
  boot_id() { sysctl -n kern.bootsessionuuid; }
  start_time() { LC_ALL=C ps -o lstart= -p "$1" | tr -s ' ' '_'; }
  parent_of() { ps -o ppid= -p "$1" | tr -d ' '; }
  # kern.boottime: { sec = 1700000000, usec = 0 } ...
  boot_seconds() { set -- $(sysctl -n kern.boottime); echo $(($(date +%s) - ${4%,})); }
fi
