import { signalProcess } from '../../edge/processes/signal.ts';
import type { Sweep } from '../../edge/processes/sweep.ts';
import { lookForProcesses } from './look.ts';
import type { Stopping } from './stopping.ts';

const pollMs = 5;
/** A process that was being forked during one look is seen by the next. */
const emptyLooksNeeded = 2;

/** Kills until two looks in a row find nothing. Returns the last look: what is in it could not be ended. */
export async function killAll(stopping: Stopping): Promise<Sweep> {
  const { clock } = stopping;
  const endMs = clock.monotonicMs() + stopping.killWithinMs;
  for (let emptyLooks = 0; ; ) {
    const sweep = await lookForProcesses(stopping);
    emptyLooks = isEmpty(sweep) ? emptyLooks + 1 : 0;
    if (emptyLooks >= emptyLooksNeeded || clock.monotonicMs() >= endMs) return sweep;
    if (emptyLooks > 0) continue;
    kill(stopping, sweep);
    await clock.sleep(pollMs);
  }
}

const isEmpty = (sweep: Sweep): boolean => sweep.kind === 'swept' && sweep.found.length === 0;

/** The cell ends its members in one stroke, also those that fork meanwhile; signals reach the rest. */
function kill({ cell, tally }: Stopping, sweep: Sweep): void {
  const byCell = cell.kill() === 'killed';
  for (const { identity, by } of sweep.kind === 'swept' ? sweep.found : []) {
    const signalled = signalProcess(identity, 'SIGKILL') === 'sent';
    if (signalled || (byCell && by === 'cell')) tally.killed(identity);
  }
}
