import {
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  writeFile as writeFileInBackground,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pid } from 'node:process';
import { hasCode } from '../files.ts';
import type { Cell, CellMembers } from './cell.ts';
import { ownCgroupPath } from './cgroup-home.ts';

/** The shell's own pid goes in before exec: there is no moment outside. 125 when it is refused. */
const joinScript = 'echo $$ > "$1/cgroup.procs" || exit 125; shift; exec "$@"';

/** Sessions of different installations never share a parent. */
export const parentPrefix = 'planeguard-';

/** Tier 1: a cgroup v2 of its own. Nothing leaves it but a root process that writes itself elsewhere. */
export function cgroupCell(path: string): Cell {
  return {
    record: { tier: 1, path },
    join: ['sh', '-c', joinScript, 'join', path],
    create: () => create(path),
    members: () => members(path),
    kill: () => kill(path),
    remove: () => remove(path),
  };
}

/** Two levels at most: a folder above that is missing is no place for cgroups. */
function create(path: string): void {
  for (const group of [dirname(path), path]) makeGroup(group);
  warmUp();
}

function makeGroup(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  }
}

/**
 * A migration waits 8 to 15 ms for the kernel's RCU, one within the next 15 ms does not (0.1 ms; Linux 6.18).
 * Moving this process to where it is takes that wait on a pool thread, beside the rest of a launch.
 */
function warmUp(): void {
  const own = ownCgroupPath();
  if (own !== null) writeFileInBackground(join(own, 'cgroup.procs'), String(pid), { flag: 'r+' }, noMatter);
}

/** Without the warmth the join is slower, nothing else. */
const noMatter = (): void => undefined;

function members(path: string): CellMembers {
  try {
    const pids = groupsOf(path).flatMap((group) =>
      readFileSync(join(group, 'cgroup.procs'), 'utf8').split('\n'),
    );
    return { kind: 'known', pids: pids.filter((pid) => pid !== '').map(Number) };
  } catch (error) {
    if (isGone(error) && hierarchyIsThere(path)) return { kind: 'known', pids: [] };
    return { kind: 'unknown', why: `the members of ${path} cannot be read: ${String(error)}` };
  }
}

/** The cgroup and what the session made below it, deepest first. */
function groupsOf(path: string): string[] {
  const below = readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap((entry) => groupsOf(join(path, entry.name)));
  return [...below, path];
}

/**
 * `cgroup.kill` (Linux 5.14) reaches groups below, and processes that are forking at that moment.
 * Nobody but root may open it for reading too.
 */
function kill(path: string): 'killed' | 'cannot' | 'unknown' {
  try {
    const file = openSync(join(path, 'cgroup.kill'), constants.O_WRONLY);
    try {
      writeSync(file, '1');
    } finally {
      closeSync(file);
    }
    return 'killed';
  } catch (error) {
    return isGone(error) && hierarchyIsThere(path) ? 'killed' : 'unknown';
  }
}

/** EBUSY for a moment after the last process is gone: ask again. */
function remove(path: string): 'removed' | 'busy' | 'unknown' {
  try {
    for (const group of groupsOf(path)) rmdirSync(group);
    removeParentOfLast(path);
    return 'removed';
  } catch (error) {
    if (isGone(error)) return hierarchyIsThere(path) ? 'removed' : 'unknown';
    return hasCode(error, 'EBUSY') ? 'busy' : 'unknown';
  }
}

/** The installation's group goes with its last session: the kernel refuses while there is another. */
function removeParentOfLast(path: string): void {
  try {
    if (basename(dirname(path)).startsWith(parentPrefix)) rmdirSync(dirname(path));
  } catch (error) {
    if (!isGone(error) && !hasCode(error, 'EBUSY')) throw error;
  }
}

/** A missing cgroup is empty only where cgroups are to be seen at all: otherwise the mount is what is missing. */
function hierarchyIsThere(path: string): boolean {
  const parent = dirname(path);
  if (parent === path) return false;
  return existsSync(join(parent, 'cgroup.procs')) || (!existsSync(parent) && hierarchyIsThere(parent));
}

const isGone = (error: unknown): boolean => hasCode(error, 'ENOENT') || hasCode(error, 'ENODEV');
