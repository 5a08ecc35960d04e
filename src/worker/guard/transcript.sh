# Appends what the pane prints to the transcript. $1 is the session's directory.
. "$1/guard/facts.sh"
printf 'v1 %s %s %s\n' "$(boot_id)" $$ "$(start_time $$)" > "$1/guard/transcript.tmp" &&
  mv "$1/guard/transcript.tmp" "$1/guard/transcript"
exec cat >> "$1/transcript.log"
