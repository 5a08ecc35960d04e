import type { StateLayout } from '../../config/state-layout.ts';
import { type Keeper, liveProcess, type ProcessRecord } from './process-record.ts';

/** Who starts the worker of a state directory again, now. */
export interface WorkerKeeper {
  by: Keeper;
  /** Null for a service manager, and for a person. */
  pid: number | null;
}

/** Null when no worker runs, and nobody would start one. A worker whose keeper was killed is kept by nobody. */
export function workerKeeper(layout: StateLayout): WorkerKeeper | null {
  const up = liveProcess(layout.upRecord);
  if (up) return { by: 'up', pid: up.pid };
  const supervisor = liveProcess(layout.supervisorRecord);
  if (supervisor) return { by: 'supervisor', pid: supervisor.pid };
  const worker = liveProcess(layout.workerRecord);
  if (worker === null || isOrphaned(worker)) return null;
  return { by: worker.keptBy === 'service' ? 'service' : 'person', pid: null };
}

/** Whether the one that would start it again was killed: `up` and the supervisor of `worker start` take theirs along. */
export const isOrphaned = ({ keptBy }: ProcessRecord): boolean => keptBy === 'up' || keptBy === 'supervisor';

/** One sentence on who keeps the worker, and how to end that. */
export function whoKeeps(layout: StateLayout, then: 'refuses' | 'tells'): string {
  const keeper = workerKeeper(layout);
  const worker = liveProcess(layout.workerRecord);
  const pid = worker === null ? '' : ` (pid ${worker.pid})`;
  const first = then === 'refuses' ? ' End it first' : ' End it';
  if (keeper === null)
    return `Another process keeps the worker of ${layout.root} running. See: planeguard worker status`;
  switch (keeper.by) {
    case 'up':
      return `Planeguard's up (pid ${keeper.pid}) keeps the worker${pid} of ${layout.root} running.${first}: planeguard down`;
    case 'supervisor':
      return `The worker${pid} of ${layout.root} is kept running by Planeguard's worker start (pid ${keeper.pid}).${first}: planeguard worker stop`;
    case 'service':
      return `The worker${pid} of ${layout.root} is kept running by a service. See: planeguard service status`;
    case 'person':
      return `A worker${pid} runs on ${layout.root}, started by worker run, and nobody starts it again.${first}: planeguard worker stop`;
    default:
      return keeper.by satisfies never;
  }
}
