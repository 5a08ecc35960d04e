# Sourced by scripts/test and scripts/check from the root of the checkout: packages for development, Node, PATH.

for part in fail-with-advice version-at-least find-node install-packages; do
  . "$root/scripts/$part.sh"
done
find_node "$root" || :
ensure_packages "$root" all

# Tools that are Node scripts (vitest, knip) must run on this Node as well.
PATH=$(dirname -- "$node"):$root/node_modules/.bin:$PATH
export PATH
