import type { ProcessInfo } from './process.ts';

/** A process, with what connects it to the session. */
export interface SeenProcess extends ProcessInfo {
  /** Carries the session's marker in its environment. */
  marked: boolean;
  /** By what an earlier look of the same stop has found it. */
  met?: Finding | undefined;
  /** Was seen to be of the session before, whatever it has done since. */
  recorded: boolean;
  /** Has an environment that it did not get from the session. */
  foreign: boolean;
  /** Its working directory is the workspace, or below it. */
  inWorkspace: boolean;
}

/** By what a process was found to belong to the session; the first that holds. */
export const findings = ['cell', 'guard', 'marker', 'recorded', 'descendant', 'group', 'directory'] as const;
export type Finding = (typeof findings)[number];

export interface ClassifyOptions {
  /** Known to be the session's at this moment: members of its cell, its living guard. */
  roots: ReadonlyMap<number, 'cell' | 'guard'>;
  /** Who gets orphans on this host. Their children are orphans, not descendants. */
  reapers: ReadonlySet<number>;
  /** Never ours: this worker and everything above it. */
  exclude: ReadonlySet<number>;
}

export interface Classified {
  ours: Map<number, Finding>;
  /** In the workspace, but a person's: an own terminal, environment, or living parent outside. Never signalled. */
  visitors: number[];
}

/** Which processes are the session's. Pure; one consistent look at all processes is assumed. */
export function classify(seen: readonly SeenProcess[], options: ClassifyOptions): Classified {
  const candidates = seen.filter((each) => !options.exclude.has(each.pid) && !options.reapers.has(each.pid));
  const ours = new Map<number, Finding>();
  for (const each of candidates) {
    const root = options.roots.get(each.pid);
    if (root !== undefined) ours.set(each.pid, root);
    else if (each.met !== undefined) ours.set(each.pid, each.met);
    else if (each.marked) ours.set(each.pid, 'marker');
    else if (each.recorded) ours.set(each.pid, 'recorded');
  }
  const foreign = foreignSessions(seen, options.exclude);
  addRelatives(candidates, ours, foreign);
  const visitors = addOrphansInWorkspace(candidates, ours, options.reapers);
  addRelatives(candidates, ours, foreign);
  return { ours, visitors: visitors.filter((pid) => !ours.has(pid)) };
}

/** Kernel sessions that the worker itself lives in: a marked child of the worker must not draw it in. */
const foreignSessions = (seen: readonly SeenProcess[], exclude: ReadonlySet<number>): Set<number> =>
  new Set([0, ...seen.filter((each) => exclude.has(each.pid)).map((each) => each.sid)]);

/** Children, and members of a kernel session whose leader is ours or dead, until nobody is added. */
function addRelatives(
  candidates: readonly SeenProcess[],
  ours: Map<number, Finding>,
  foreign: ReadonlySet<number>,
): void {
  const living = new Set(candidates.map((each) => each.pid));
  const sessionsOfOurs = () => {
    const sids = candidates.filter((each) => ours.has(each.pid)).map((each) => each.sid);
    return new Set(sids.filter((sid) => !foreign.has(sid) && (ours.has(sid) || !living.has(sid))));
  };
  for (let before = -1; before !== ours.size; ) {
    before = ours.size;
    const sessions = sessionsOfOurs();
    for (const each of candidates) {
      if (ours.has(each.pid)) continue;
      if (ours.has(each.ppid)) ours.set(each.pid, 'descendant');
      else if (sessions.has(each.sid)) ours.set(each.pid, 'group');
    }
  }
}

/**
 * A working directory alone proves little: an editor or a shell of a person may stand there too.
 * What the session left behind unmarked is an orphan without a terminal that cleared its environment; the rest are
 * visitors, also a person's tmux server and an editor that left its terminal.
 */
function addOrphansInWorkspace(
  candidates: readonly SeenProcess[],
  ours: Map<number, Finding>,
  reapers: ReadonlySet<number>,
): number[] {
  const inside = candidates.filter((each) => each.inWorkspace && !ours.has(each.pid));
  const orphans = inside.filter((each) => reapers.has(each.ppid) && each.terminal === null && !each.foreign);
  for (const each of orphans) ours.set(each.pid, 'directory');
  return inside.filter((each) => !ours.has(each.pid)).map((each) => each.pid);
}
