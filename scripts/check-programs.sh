# Sourced by POSIX sh, after the other parts of the launcher. Everything a start needs: Node, packages, git, tmux.
# What was found is remembered in node_modules: asking node, git and tmux for versions costs 15 ms.

# Sets node; leaves with a sentence when something is missing or too old.
check_programs() {
  if programs_are_remembered "$1" && packages_are_stamped "$1" production; then return 0; fi
  find_node "$1" || :
  ensure_packages "$1" production
  require_program git 2 39 --version
  require_program tmux 3 2 -V
  remember_programs "$1"
}

# The same for a package: npm has brought what it needs.
check_installed_programs() {
  if programs_are_remembered "$1"; then return 0; fi
  find_node "$1" || not_ready "Node 22.18 or newer is needed; to install it, type: $(install_command node)"
  require_program git 2 39 --version
  require_program tmux 3 2 -V
  remember_programs "$1"
}

# The same PATH, and nothing replaced since. Version managers' shims change what they run: those are asked each time.
programs_are_remembered() {
  memory=$1/node_modules/.planeguard-programs
  [ -f "$memory" ] || return 1
  { read -r path && read -r node && read -r git && read -r tmux; } <"$memory" || return 1
  [ "$path" = "$PATH" ] || return 1
  for program in "$node" "$git" "$tmux"; do
    [ -x "$program" ] && [ ! "$program" -nt "$memory" ] || return 1
    case $program in */shims/* | */.volta/*) return 1 ;; esac
  done
}

remember_programs() {
  printf '%s\n' "$PATH" "$node" "$(command -v git)" "$(command -v tmux)" \
    2>/dev/null >"$1/node_modules/.planeguard-programs" || :
}

# $1 program, $2 and $3 the smallest version, $4 the option that prints it.
require_program() {
  command -v "$1" >/dev/null || not_ready "$1 $2.$3 or newer is needed; to install it, type: $(install_command "$1")"
  printed=$("$1" "$4" 2>/dev/null) || not_ready "$(command -v "$1") does not run; to see why, type: $1 $4"
  version_at_least "$printed" "$2" "$3" ||
    not_ready "$printed is too old, $2.$3 or newer is needed; to install it, type: $(install_command "$1")"
}
