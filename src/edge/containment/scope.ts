import { basename } from 'node:path';
import { getuid } from 'node:process';
import type { Cell } from './cell.ts';
import { cgroupCell } from './cgroup.ts';

/** systemd names a scope's cgroup after it; no session is named so. */
export const isScope = (path: string): boolean => path.endsWith('.scope');

/**
 * Tier 1 where this user may make no cgroup: the user's service manager makes it, as a scope that is delegated to the
 * user (systemd-run(1), systemd.resource-control(5)). It is there from the join on, and systemd removes it when it is empty.
 */
export function scopeCell(path: string): Cell {
  const cell = cgroupCell(path);
  return {
    ...cell,
    join: ['sh', '-c', joinScript, 'join', path, ...inScope(basename(path)), ...cell.join],
    create: () => undefined,
  };
}

/**
 * The first to join makes the scope. For who comes later the manager moves this shell there: to do that itself, a user
 * would have to own what is above both (org.freedesktop.systemd1(5), cgroups(7)). In the end each joins the cgroup in
 * which it is already: that changes nothing, and fails when it is another one.
 */
const joinScript = `scope=$1
shift
[ -d "$scope" ] || exec "$@"
while [ "$1" != -- ]; do case $1 in XDG_RUNTIME_DIR=*) runtime=$1 ;; esac; shift; done
manager='org.freedesktop.systemd1 /org/freedesktop/systemd1 org.freedesktop.systemd1.Manager'
env "$runtime" busctl --user --quiet call $manager AttachProcessesToUnit ssau "\${scope##*/}" '' 1 $$ || exit 125
shift
exec "$@"`;

/**
 * Goes before an argv: the program starts in a scope of its own, as the same process. The manager's bus is named for
 * systemd-run alone: with it tmux would move each pane to another scope.
 * @param unit null for a name that systemd makes up.
 */
export const inScope = (unit: string | null): string[] => [
  'env',
  // pam_systemd(8); a service, su and cron have no variable that says so.
  `XDG_RUNTIME_DIR=/run/user/${getuid?.() ?? 0}`,
  ...['systemd-run', '--user', '--scope', '--quiet', '--collect', '--property=Delegate=yes'],
  ...(unit === null ? [] : [`--unit=${unit}`]),
  ...['--', 'env', '-u', 'XDG_RUNTIME_DIR'],
];
