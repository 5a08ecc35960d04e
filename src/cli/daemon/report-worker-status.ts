import type { StateLayout } from '../../config/state-layout.ts';
import { type LoopProgress, loopPhrase, standsStill } from '../../core/loop-progress.ts';
import { type Clock, isoTime } from '../../edge/clock.ts';
import { writeWhole } from '../../edge/files.ts';
import type { Log } from '../../edge/log.ts';
import { Loop } from '../../edge/loop.ts';
import type { Worker } from '../../worker/worker.ts';
import type { Keeper } from './process-record.ts';
import { stayRecorded } from './record-worker.ts';
import { type ReportedStatus, statusEveryMs } from './worker-status-file.ts';

interface Reporting {
  worker: Worker;
  layout: StateLayout;
  clock: Clock;
  log: Log;
  keptBy: Keeper;
}

const startingEveryMs = 100;

/** Keeps the worker's own view of itself in a file, which can be read while nothing else answers, and its records. */
export function reportWorkerStatus(reporting: Reporting): Loop {
  const { layout, clock, log, worker, keptBy } = reporting;
  let isFailing = false;
  return new Loop({
    name: 'status',
    clock,
    doing: 'writing the status file',
    pass: async () => {
      // Where its own was there may be another's by now.
      if (!worker.isInPlace()) return statusEveryMs;
      stayRecorded(layout, keptBy);
      writeWhole(layout.workerStatus, `${JSON.stringify(statusOf(reporting))}\n`);
      isFailing = false;
      return worker.health().health === 'starting' ? startingEveryMs : statusEveryMs;
    },
    onError: (error) => {
      if (!isFailing) log.warn({ err: error }, 'the status file could not be written');
      isFailing = true;
    },
  });
}

function statusOf({ worker, clock }: Reporting): ReportedStatus {
  const { health, reason, sinceMs } = worker.health();
  const { url, lastSuccessMs } = worker.controlPlane();
  return {
    health,
    reason,
    since: isoTime(sinceMs),
    pid: process.pid,
    controlPlane: { url, lastSuccessAt: lastSuccessMs === null ? null : isoTime(lastSuccessMs) },
    loops: worker.loops().map((progress) => loopView(progress, clock)),
    sessions: worker.liveSessions(),
    takenUp: [...worker.takenUp()],
    writtenAt: isoTime(clock.nowMs()),
  };
}

/** A loop's times are of the boot clock; people read wall clocks. */
function loopView(progress: LoopProgress, clock: Clock): ReportedStatus['loops'][number] {
  const bootMs = clock.bootMs();
  const offsetMs = clock.nowMs() - bootMs;
  const at = (ms: number | null) => (ms === null ? null : isoTime(offsetMs + ms));
  return {
    name: progress.name,
    state: progress.state,
    doing: loopPhrase(progress, bootMs),
    since: isoTime(offsetMs + progress.sinceMs),
    lastSuccessAt: at(progress.lastSuccessMs),
    nextAt: at(progress.nextMs),
    standsStill: standsStill(progress, clock.monotonicMs()),
  };
}
