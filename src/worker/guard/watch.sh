# The guard's watch: stops the session at its deadline when nobody renews it.
dir=$1
. "$dir/guard/facts.sh"
echo "v1 $(boot_id) $$ $(start_time $$)" > "$dir/guard/watch.tmp" && mv "$dir/guard/watch.tmp" "$dir/guard/watch"
while [ -d "$dir" ] && [ ! -e "$dir/guard/closed" ]; do sleep 5; done
