import type { SessionLayout } from '../../config/state-layout.ts';
import type { Cell } from '../../edge/containment/cell.ts';
import { identityKey, parentOf } from '../../edge/processes/identity.ts';
import { type FoundProcess, type Sweep, sweepSession } from '../../edge/processes/sweep.ts';
import { readExit, readIdentityOf, readStarted, type StartedFact } from '../guard/guard-facts.ts';
import { readRecorded } from '../guard/recorded-processes.ts';
import type { StopTally } from './stop-tally.ts';

export interface LookTarget {
  sessionId: string;
  installation?: string | undefined;
  paths: SessionLayout;
  workspace: string | null;
  cell: Cell;
  /** Gets to know whom a look has found: they stay the session's, also when their parent ends before they do. */
  tally: StopTally;
}

/** Everything of the session that lives, by cell and by sweep; `unknown` when either cannot be told. */
export async function lookForProcesses(target: LookTarget): Promise<Sweep> {
  const members = target.cell.members();
  if (members.kind === 'unknown') return members;
  const started = readStarted(target.paths);
  const sweep = await sweepSession({
    met: target.tally.met(),
    recorded: new Set(readRecorded(target.paths).map(identityKey)),
    sessionId: target.sessionId,
    installation: target.installation,
    workspace: target.workspace,
    roots: new Map([...guardOf(started), ...members.pids.map((pid) => [pid, 'cell'] as const)]),
    reapers: new Set(started.kind === 'started' ? [started.reaperPid] : []),
  });
  if (sweep.kind === 'swept') target.tally.saw(sweep.found);
  return sweep;
}

/** The guard's parent, and the tmux server while it still is the parent's parent: its pid alone proves nothing. */
export function guardOf(started: StartedFact): [number, 'guard'][] {
  if (started.kind !== 'started') return [];
  const server = parentOf(started.parent);
  if (server === null) return [];
  const parent: [number, 'guard'] = [started.parent.pid, 'guard'];
  return server === started.tmuxServerPid ? [parent, [server, 'guard']] : [parent];
}

/** Without the guard's own: the tmux server, the parent and its last children, the transcript's writer and its child. */
export function withoutGuard(found: readonly FoundProcess[], layout: SessionLayout): FoundProcess[] {
  const started = readStarted(layout);
  if (started.kind !== 'started') return [...found];
  const parent = started.parent.pid;
  const writer = readIdentityOf(layout, 'transcript')?.pid;
  const spared = new Set([started.tmuxServerPid, parent, writer]);
  // A writer that has not told who it is yet is a child of the server's: TERM would end it, and the transcript with it.
  const writers = writer ?? started.tmuxServerPid;
  const parents = new Set([writers, readExit(layout).kind === 'none' ? writers : parent]);
  return found.filter(({ identity, ppid }) => !spared.has(identity.pid) && !parents.has(ppid));
}
