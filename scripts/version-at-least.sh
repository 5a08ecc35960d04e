# Sourced by POSIX sh.

# Is the first number in $1 ("tmux 3.3a", "git version 2.39.5", "v24.1.0") at least $2.$3?
# Without any number it is a build from source ("tmux master"), and taken as new.
version_at_least() {
  digits=${1#"${1%%[0-9]*}"}
  major=${digits%%[!0-9]*}
  minor=${digits#"$major"}
  minor=${minor#.}
  minor=${minor%%[!0-9]*}
  [ -n "$major" ] || return 0
  [ "$major" -gt "$2" ] || { [ "$major" -eq "$2" ] && [ "${minor:-0}" -ge "$3" ]; }
}
