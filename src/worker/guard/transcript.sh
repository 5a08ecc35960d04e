# Appends what the pane prints to the transcript. $1 is the session's directory.
. "$1/guard/facts.sh"
write_whole "$1/guard/transcript" "v1 $(boot_id) $$ $(start_time $$)"
exec cat >> "$1/transcript.log"
