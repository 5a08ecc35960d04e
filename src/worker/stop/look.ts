import type { SessionLayout } from '../../config/state-layout.ts';
import type { Cell } from '../../edge/containment/cell.ts';
import { aliveness } from '../../edge/processes/identity.ts';
import { type FoundProcess, type Sweep, sweepSession } from '../../edge/processes/sweep.ts';
import { readExit, readIdentityOf, readStarted } from '../guard/guard-facts.ts';

export interface LookTarget {
  sessionId: string;
  paths: SessionLayout;
  workspace: string | null;
  cell: Cell;
}

/** Everything of the session that lives, by cell and by sweep; `unknown` when either cannot be told. */
export async function lookForProcesses(target: LookTarget): Promise<Sweep> {
  const members = target.cell.members();
  if (members.kind === 'unknown') return members;
  const started = readStarted(target.paths);
  const known = started.kind === 'started';
  const parent =
    known && aliveness(started.parent) === 'alive' ? [started.parent.pid, started.tmuxServerPid] : [];
  return sweepSession({
    sessionId: target.sessionId,
    workspace: target.workspace,
    roots: new Set([...members.pids, ...parent]),
    reapers: new Set(known ? [started.reaperPid] : []),
  });
}

/** Without the guard's own: the tmux server, the parent and its last children, the transcript's writer. */
export function withoutGuard(found: readonly FoundProcess[], layout: SessionLayout): FoundProcess[] {
  const started = readStarted(layout);
  if (started.kind !== 'started') return [...found];
  const parent = started.parent.pid;
  const spared = new Set([started.tmuxServerPid, parent, readIdentityOf(layout, 'transcript')?.pid]);
  const agentIsOver = readExit(layout).kind !== 'none';
  return found.filter(({ identity, ppid }) => !spared.has(identity.pid) && !(agentIsOver && ppid === parent));
}
