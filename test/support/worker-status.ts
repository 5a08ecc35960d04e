import { currentWorkerStatus } from '../../src/cli/daemon/current-worker-status.ts';
import type { WorkerStatus } from '../../src/cli/daemon/worker-status-file.ts';
import type { Place } from './place.ts';
import { until } from './until.ts';

/** As `worker status` tells it, without a process for each look; null where no worker runs. */
export const workerStatus = ({ layout }: Place): WorkerStatus | null =>
  currentWorkerStatus(layout, Date.now());

export const untilWorkerIs = (place: Place, health: WorkerStatus['health']): Promise<WorkerStatus> =>
  until(`the worker is ${health}`, () => {
    const status = workerStatus(place);
    return status?.health === health && status;
  });
