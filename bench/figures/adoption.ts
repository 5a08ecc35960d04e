import { type ReportedStatus, readWorkerStatus } from '../../src/cli/daemon/worker-status-file.ts';
import { attemptId } from '../../src/core/ids.ts';
import { systemClock } from '../../src/edge/clock.ts';
import { type Instance, openInstance } from '../instance/instance.ts';
import { queueRequest } from '../instance/queue-request.ts';
import { until } from '../instance/until.ts';
import type { Row } from '../report/row.ts';
import { rowOf } from '../report/row-of.ts';
import type { Figure } from './figure.ts';

const sessions = 200;
/** Launched at the same time. */
const atOnce = 10;
const restarts = 5;

/** A worker that is killed while 200 sessions live, each with its own guard, tmux and agent; and the next one. */
export const adoption: Figure = {
  name: 'adoption',
  seconds: 180,
  async measure(folder) {
    const instance = await openInstance({ folder, capacity: sessions, grace: '1s' });
    try {
      for (let begun = 0; begun < sessions; begun += atOnce) {
        await Promise.all(Array.from({ length: atOnce }, () => startOne(instance)));
      }
      return await measureRestarts(instance);
    } finally {
      await instance.close();
    }
  },
};

async function startOne(instance: Instance): Promise<void> {
  const id = await queueRequest(instance, 'idle');
  await instance.place.bell.until('started', attemptId(id, 1));
  await instance.events.until('running', id);
}

async function measureRestarts(instance: Instance): Promise<Row[]> {
  const taken: number[] = [];
  const renewed: number[] = [];
  for (let restart = 0; restart < restarts; restart += 1) {
    const startedMs = await instance.replaceWorker();
    await until('all are taken up', () => takenUp(instance) === sessions);
    taken.push(systemClock.monotonicMs() - startedMs);
    await until('the control plane hears of all', () => hasAnswered(instance));
    renewed.push(systemClock.monotonicMs() - startedMs);
  }
  const what = `${sessions} live sessions, worker's start`;
  return [
    rowOf({ what: `${what} -> all told as adopted`, unit: 'ms', aim: { below: 2_000 } }, taken),
    rowOf({ what: `${what} -> all leases renewed`, unit: 'ms', aim: null }, renewed),
  ];
}

/** How many the worker of now says it has adopted. */
const takenUp = (instance: Instance): number =>
  statusOf(instance)?.takenUp.filter(({ as }) => as === 'adopted').length ?? 0;

const hasAnswered = (instance: Instance): boolean => statusOf(instance)?.health === 'healthy';

/** Null while the file is still that of the worker before. */
function statusOf({ layout, pids }: Instance): ReportedStatus | null {
  const status = readWorkerStatus(layout);
  return status?.pid === pids.worker ? status : null;
}
