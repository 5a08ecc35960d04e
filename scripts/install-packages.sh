# Sourced by POSIX sh, after find-node.sh and fail-with-advice.sh. Keeps node_modules as the lockfile says.
# A stamp in node_modules remembers the scope and the lockfile's checksum: an up-to-date start costs one cksum.

# Installs what is missing. $1 is the checkout, $2 the scope (production or all); $node may be empty before, not after.
ensure_packages() {
  if [ -n "$node" ] && packages_are_stamped "$1" "$2"; then return 0; fi
  lock_installation "$1"
  find_node "$1" || node=
  if [ -z "$node" ] || ! packages_are_installed "$1" "$2"; then install_packages "$1" "$2"; fi
  unlock_installation
  find_node "$1" || not_ready "Node 22.18 or newer is needed; to install it, type: $(install_command node)"
}

packages_are_stamped() {
  stamp=$1/node_modules/.planeguard-packages
  [ -f "$stamp" ] && [ ! "$1/node_modules/.package-lock.json" -nt "$stamp" ] || return 1
  { read -r stamped_scope && read -r stamped_sum; } <"$stamp" || return 1
  [ "$stamped_sum" = "$(cksum <"$1/package-lock.json")" ] || return 1
  [ "$stamped_scope" = all ] || [ "$stamped_scope" = "$2" ]
}

# Looks at what npm itself recorded, so that an installation made by hand is accepted as it is.
packages_are_installed() {
  present=$("$node" "$1/scripts/installed-scope.mjs" "$1") || present=none
  [ "$present" = all ] || [ "$present" = "$2" ] || return 1
  write_stamp "$1" "$present"
}

# A checkout that cannot be written (somebody else's) still runs; it only looks a little longer each time.
write_stamp() {
  { printf '%s\n' "$2" && cksum <"$1/package-lock.json"; } 2>/dev/null >"$1/node_modules/.planeguard-packages" || :
}

install_packages() {
  scope=$2
  if [ -d "$1/node_modules/vitest" ]; then scope=all; fi # a developer's checkout stays one
  command -v npm >/dev/null || not_ready "npm is needed to install packages; type: $(install_command npm)"
  if [ -z "$node" ] && ! node_is_pinned_here "$1"; then
    not_ready "Node 22.18 or newer is needed; to install it, type: $(install_command node)"
  fi
  [ -w "$1" ] || not_ready "packages are missing and $1 cannot be written; as its owner, type: npm ci --omit=dev --prefix '$1'"
  echo "planeguard: installing packages from the lockfile (once, under a minute) ..." >&2
  (cd "$1" && run_npm_ci "$scope") >&2 || not_ready "npm could not install the packages (see above); to try again, type: cd '$1' && npm ci"
  write_stamp "$1" "$scope"
  echo 'planeguard: packages are installed' >&2
}

# No package needs to run code while it is installed: binaries come built.
run_npm_ci() {
  case $1 in
    all) npm ci --ignore-scripts --include=dev --include=optional --loglevel=error ;;
    *) npm ci --ignore-scripts --omit=dev ${node:+--omit=optional} --loglevel=error ;;
  esac
}

# A lock is a folder with the owner's pid inside. Waits for a living owner; a dead one's lock is taken away.
lock_installation() {
  lock=$1/.installing
  waited=0
  until mkdir "$lock" 2>/dev/null; do
    if [ ! -w "$1" ]; then lock= && return 0; fi # somebody else's checkout is only looked at
    [ "$waited" -lt 600 ] || not_ready "another start has been installing packages for ten minutes; if none is, type: rm -r '$lock'"
    if [ "$waited" -eq 2 ]; then echo 'planeguard: waiting for another start that installs packages ...' >&2; fi
    waited=$((waited + 1))
    sleep 1
    remove_dead_lock "$lock"
  done
  trap 'rm -rf "$lock"' EXIT
  trap 'exit 130' HUP INT TERM
  echo $$ >"$lock/pid"
}

# Two waiters may see the same dead owner: only who makes the second folder may remove, and looks again first.
remove_dead_lock() {
  owner_is_dead "$1" || return 0
  mkdir "$1.removing" 2>/dev/null || return 0
  if owner_is_dead "$1"; then rm -rf "$1"; fi
  rmdir "$1.removing"
}

owner_is_dead() {
  [ -d "$1" ] || return 1
  owner=
  { read -r owner <"$1/pid"; } 2>/dev/null || :
  [ -n "$owner" ] || return 0 # written right after mkdir; a second later it must be there
  ! kill -0 "$owner" 2>/dev/null && ! [ -d "/proc/$owner" ]
}

unlock_installation() {
  [ -z "$lock" ] || rm -rf "$lock"
  trap - EXIT HUP INT TERM
}
