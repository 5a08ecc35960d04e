# Sourced by POSIX sh. One sentence on stderr for what is missing, then exit 78 (see docs: exit codes).

not_ready() {
  printf 'planeguard: %s\n' "$*" >&2
  exit 78
}

# Prints the command that installs a system package here; the name is the same in all of these systems.
install_command() {
  if command -v brew >/dev/null; then echo "brew install $1"
  elif command -v apt-get >/dev/null; then echo "sudo apt-get install $1"
  elif command -v dnf >/dev/null; then echo "sudo dnf install $1"
  elif command -v pacman >/dev/null; then echo "sudo pacman -S $1"
  elif command -v apk >/dev/null; then echo "sudo apk add $1"
  else echo "your system's installer for $1"
  fi
}
