# What the guard reads from the system. Each function sets $value. Linux: builtins alone, not one fork.
# macOS: ps and sysctl; written after their manuals.
if [ -r /proc/sys/kernel/random/boot_id ]; then
  read_boot_id() { read -r value < /proc/sys/kernel/random/boot_id; }
  # Fields of /proc/PID/stat count from the last `)`: the command before it may hold anything.
  read_start_time() { read -r line < "/proc/$1/stat" && set -- ${line##*)} && shift 19 && value=$1; }
  read_parent() { read -r line < "/proc/$1/stat" && set -- ${line##*)} && value=$2; }
  # Whole seconds since boot, suspend included, and in $hundredths what is beyond.
  read_clock() { IFS=. read -r value hundredths < /proc/uptime && hundredths=${hundredths%% *}; }
else
  read_boot_id() { value=$(sysctl -n kern.bootsessionuuid); }
  read_start_time() { value=$(LC_ALL=C ps -o lstart= -p "$1" | sed 's/^ *//; s/ *$//; s/  */_/g'); }
  read_parent() { value=$(ps -o ppid= -p "$1" | tr -d ' '); }
  # kern.boottime: { sec = 1700000000, usec = 0 } ...
  read_clock() { set -- $(sysctl -n kern.boottime) && value=$(($(date +%s) - ${4%,})); }
fi

# Sets $identity of a process: "BOOT PID START".
read_identity() {
  read_boot_id && identity=$value && read_start_time "$1" && identity="$identity $1 $value"
}

# A reader never sees half of it.
write_whole() { printf '%s\n' "$2" > "$1.tmp" && mv -f "$1.tmp" "$1"; }

# Waits for room on a full disk, as long as the session has its directory.
write_at_last() {
  until write_whole "$1" "$2" 2> /dev/null || [ ! -d "$dir/guard" ]; do sleep 1; done
}
