import type { StateLayout } from '../../src/config/state-layout.ts';
import { type ProcessIdentity, readIdentity } from '../../src/edge/processes/identity.ts';
import { sweepSession } from '../../src/edge/processes/sweep.ts';
import { readIdentityOf } from '../../src/worker/guard/guard-facts.ts';
import { childrenOf } from './children-of.ts';

/** Everything of a session that lives: what bears its marker or stands in its workspace, and its watch. */
export async function sessionProcesses(layout: StateLayout, sessionId: string): Promise<ProcessIdentity[]> {
  const sweep = await sweepSession({
    sessionId,
    workspace: layout.workspace(sessionId),
    roots: new Map(),
    reapers: new Set(),
  });
  if (sweep.kind === 'unknown') throw new Error(sweep.why);
  const found = sweep.found.map(({ identity }) => identity);
  return [...found, ...(await watchProcesses(layout, sessionId))];
}

/** The session's watch and its sleep. */
export async function watchProcesses(layout: StateLayout, sessionId: string): Promise<ProcessIdentity[]> {
  const watch = readIdentityOf(layout.session(sessionId), 'watch');
  if (watch === null) return [];
  const pids = [watch.pid, ...(await childrenOf(watch.pid))];
  return pids
    .flatMap((pid) => readIdentity(pid) ?? [])
    .filter((each) => each.pid !== watch.pid || each.startTime === watch.startTime);
}
