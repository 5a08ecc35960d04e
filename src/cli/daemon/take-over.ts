import { readIfLegible } from '../../edge/files.ts';
import { ProblemError } from '../../protocol/problem.ts';
import type { CliContext } from '../context.ts';
import { readRecord } from './process-record.ts';
import { isOtherHost, repairRecords } from './repair-records.ts';
import { statusEveryMs } from './worker-status-file.ts';

/**
 * Before a daemon starts: repairs what killed ones have left. Locks may not reach across machines that share a disk, so a
 * worker that another one recorded is looked at for a while: one that still writes its status keeps the directory.
 * @throws ProblemError state_refused
 */
export async function takeOver(context: Pick<CliContext, 'layout' | 'clock'>): Promise<void> {
  const { layout, clock } = context;
  const recorded = readRecord(layout.workerRecord);
  const isElsewhere = recorded !== null && isOtherHost(recorded.hostId);
  if (isElsewhere && (await writesOn(context, layout.workerStatus)))
    throw new ProblemError(
      'state_refused',
      `A worker on the machine ${recorded.hostName ?? 'of another name'} (pid ${recorded.pid} there) works on ${layout.root}. End it there, or use another --state-dir here.`,
    );
  repairRecords(layout, clock, { otherHosts: 'remove' });
}

const lookEveryMs = 250;

/** Whether a file changes while it is looked at: clocks of two machines cannot be compared. */
async function writesOn({ clock }: Pick<CliContext, 'clock'>, path: string): Promise<boolean> {
  const before = readIfLegible(path);
  const endMs = clock.bootMs() + 3 * statusEveryMs;
  while (before !== null && clock.bootMs() < endMs) {
    if (readIfLegible(path) !== before) return true;
    await clock.sleep(lookEveryMs);
  }
  return false;
}
