# Appends what the pane prints to the transcript. $1 is the session's directory.
. "$1/guard/facts.sh"
read_identity $$ && write_whole "$1/guard/transcript" "v1 $identity"
exec cat >> "$1/transcript.log"
