# Runs one hook of a session. $1 is the session's directory, $2 the hook's name, $3 the workspace, $4 what the transcript
# may take. Its output goes there. Receipts: `NAME.started` is "v1 BOOT PID START", `NAME.exit` is "v1 STATUS".
dir=$1 name=$2 workspace=$3 bytes=$4
hook=$dir/hooks/$name

# Only the first start does anything.
set -C
{ true > "$hook.once"; } 2> /dev/null || exit 0
set +C

. "$dir/guard/facts.sh"
read_identity $$ && write_at_last "$hook.started" "v1 $identity"

mkfifo -m 600 "$hook.out"
{ sh "$dir/guard/transcript.sh" "$dir" "$bytes" < "$hook.out"; rm -f "$hook.out"; } &
exec 8> "$hook.out"
echo "== hook $name ==" >&8
# A subshell: a failing cd or exec ends it, not this.
( cd "$workspace" || exit 126; exec sh "$hook.sh" ) < /dev/null >&8 2>&1 8>&-
status=$?
exec 8>&-

# Its last words are on their way. Who goes on in the background holds them up no longer than this.
tries=0
while [ -p "$hook.out" ] && [ "$tries" -lt 20 ]; do
  sleep 0.02
  tries=$((tries + 1))
done
write_at_last "$hook.exit" "v1 $status"
