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
    // To join the cgroup in which it is already changes nothing, and fails when it is another one.
    join: [...inScope(basename(path)), ...cell.join],
    create: () => undefined,
  };
}

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
