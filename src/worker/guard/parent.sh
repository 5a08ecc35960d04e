# The guard's parent: runs in the session's pane, starts the agent in the foreground, writes how it ended.
# $1 is the session's directory. POSIX sh; every builtin used here exists in dash, bash --posix and busybox.
# Receipts: `started` is "v1 BOOT PID START SERVER REAPER", `exit` is "v1 STATUS"; its time is the file's.
dir=$1

# Only the first launch of a session does anything.
set -C
{ true > "$dir/guard/launched"; } 2>/dev/null || exit 0
set +C

# The watch makes it, most times before this line. Opened for both directions: for writing alone would wait for a reader.
[ -p "$dir/doorbell" ] || mkfifo -m 600 "$dir/doorbell" 2> /dev/null
exec 9<> "$dir/doorbell"

# Caught, not ignored: the guard outlives the signal, the agent starts with the default.
trap : TERM INT HUP

. "$dir/guard/facts.sh"

# tmux built with systemd would move the pane to a scope of its own; the agent needs the bus for its keyring.
if [ -n "${PLANEGUARD_BUS+set}" ]; then export DBUS_SESSION_BUS_ADDRESS="$PLANEGUARD_BUS"; unset PLANEGUARD_BUS; fi
if [ -n "${PLANEGUARD_RUNTIME+set}" ]; then export XDG_RUNTIME_DIR="$PLANEGUARD_RUNTIME"; unset PLANEGUARD_RUNTIME; fi
unset PLANEGUARD_DIRECTORY

# Beside the agent's start, to save it 3 ms. A stop must not cost the receipt.
(
  trap '' TERM INT HUP
  read_identity $$ && read_parent $PPID
  write_at_last "$dir/started" "v1 $identity $PPID $value"
  echo started >&9
) &

# Sets the words of the agent's command line, and $workspace.
. "$dir/command"

# A subshell: a failing cd or exec ends it, not the guard.
( cd "$workspace" || exit 126; exec "$@" ) 9>&-
status=$?

# Now ignored, for the guard's own last children too: a stop must not cost the receipt.
trap '' TERM INT HUP
wait
write_at_last "$dir/exit" "v1 $status"
echo exit >&9

# tmux drops what it has not yet written to the transcript when the pane closes: leave it time.
sleep 2
exit 0
