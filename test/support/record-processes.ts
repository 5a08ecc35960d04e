import { Lineage } from '../../src/edge/processes/lineage.ts';
import { processSource } from '../../src/edge/processes/process-source.ts';
import { readStarted } from '../../src/worker/guard/guard-facts.ts';
import { writeRecorded } from '../../src/worker/guard/recorded-processes.ts';
import { guardOf } from '../../src/worker/stop/look.ts';
import type { GuardedSession } from './guarded-session.ts';

/** One look at who is of the session, as the worker takes them while it lives. */
export async function recordProcesses({ launch, layout }: GuardedSession): Promise<void> {
  const roots = guardOf(readStarted(layout)).map(([pid]) => pid);
  const lineage = new Lineage('wtest0000');
  lineage.look(await processSource(), [{ id: launch.sessionId, roots, recorded: new Set() }]);
  writeRecorded(layout, lineage.of(launch.sessionId));
}
