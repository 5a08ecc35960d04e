# Appends what the pane prints to the transcript. $1 is the session's directory, $2 how many bytes it may take at most:
# in two files, of which the older one goes. dd(1) writes what it reads at once, and reads no further than it is told.

# A stop asks every process to end: this one, and its children, end when the pane does.
trap '' TERM INT HUP
. "$1/guard/facts.sh"
log=$1/transcript.log earlier=$1/transcript.1.log
block=16384 size=0
# A file is at most one turn of dd longer than what makes it full: 3/8 + 1/8.
blocks=$(($2 / 8 / block)) full=$(($2 * 3 / 8))
[ "$blocks" -gt 0 ] || blocks=1

read_identity $$ && write_whole "$1/guard/transcript" "v1 $identity"

# Sets $records and $bytes of what dd says; fails with it.
copy() {
  said=$(exec 2>&1; LC_ALL=C exec dd "$@" >> "$to") || return 1
  set -- $said
  records=$1 bytes=${7:-}
  case $bytes in '' | *[!0-9]*) bytes=$((block * blocks)) ;; esac
}

while :; do
  to=$log
  if copy "bs=$block" "count=$blocks"; then
    size=$((size + bytes))
    if [ "$size" -ge "$full" ]; then mv -f "$log" "$earlier" && size=0; fi
  else
    # The disk is full, or the directory gone: what cannot be kept must not hold up the pane.
    to=/dev/null
    copy bs=65536 count=16 || exit 1
  fi
  [ "$records" != 0+0 ] || exit 0
done
