import { rmSync } from 'node:fs';
import { z } from 'zod';
import type { StateLayout } from '../../config/state-layout.ts';
import { workerHealths } from '../../core/health.ts';
import { type Clock, isoTime } from '../../edge/clock.ts';
import { readIfThere, writeWhole } from '../../edge/files.ts';
import type { Log } from '../../edge/log.ts';
import { Loop, type LoopProgress } from '../../edge/loop.ts';
import { timeSchema } from '../../protocol/request.ts';
import type { Worker } from '../../worker/worker.ts';
import { recordedUrl } from '../instance/find-control-plane.ts';
import { liveProcess } from './process-record.ts';

/** What a worker says of itself. */
const reportedSchema = z.object({
  health: z.enum(workerHealths),
  reason: z.string().nullable(),
  since: timeSchema,
  pid: z.int(),
  controlPlane: z.object({ url: z.string().nullable(), lastSuccessAt: timeSchema.nullable() }),
  loops: z.array(
    z.object({
      name: z.string(),
      doing: z.enum(['working', 'waiting', 'stopped']),
      since: timeSchema,
      lastSuccessAt: timeSchema.nullable(),
      nextAt: timeSchema.nullable(),
    }),
  ),
  repaired: z.array(z.string()),
  sessions: z.array(z.string()),
  writtenAt: timeSchema,
});
type Reported = z.infer<typeof reportedSchema>;

/** `worker status --json`. */
export const workerStatusSchema = reportedSchema.extend({
  /** The `up` that keeps it alive; null without one. */
  supervisorPid: z.int().nullable(),
});
export type WorkerStatus = z.infer<typeof workerStatusSchema>;

/** The file is written this often; three times as old, its worker hangs. */
export const statusEveryMs = 2_000;
const startingEveryMs = 100;

interface Reporting {
  worker: Worker;
  layout: StateLayout;
  clock: Clock;
  log: Log;
}

/** Keeps the worker's own view of itself in a file: it can be read while nothing else answers. */
export function reportWorkerStatus(reporting: Reporting): Loop {
  const { layout, clock, log, worker } = reporting;
  let last = '';
  return new Loop({
    name: 'status',
    clock,
    pass: async () => {
      const status = JSON.stringify(statusOf(reporting));
      if (status !== last) writeWhole(layout.workerStatus, `${status}\n`);
      last = status;
      return worker.health().health === 'starting' ? startingEveryMs : statusEveryMs;
    },
    onError: (error) => log.warn({ err: error }, 'the status file could not be written'),
  });
}

/** Whoever leaves on purpose takes its word along: what is left is of a worker that was killed. */
export function forgetWorkerStatus({ workerStatus }: StateLayout): void {
  rmSync(workerStatus, { force: true });
}

function statusOf({ worker, layout, clock }: Reporting): Reported {
  const { health, reason, sinceMs } = worker.health();
  const lastMs = worker.lastSuccessMs();
  return {
    health,
    reason,
    since: isoTime(sinceMs),
    pid: process.pid,
    controlPlane: { url: recordedUrl(layout), lastSuccessAt: lastMs === null ? null : isoTime(lastMs) },
    loops: worker.loops().map((progress) => loopView(progress, clock)),
    repaired: [],
    sessions: worker.liveSessions(),
    writtenAt: isoTime(clock.nowMs()),
  };
}

/** A loop's times are of the boot clock; people read wall clocks. */
function loopView(progress: LoopProgress, clock: Clock): Reported['loops'][number] {
  const offsetMs = clock.nowMs() - clock.bootMs();
  const at = (bootMs: number | null) => (bootMs === null ? null : isoTime(offsetMs + bootMs));
  return {
    name: progress.name,
    doing: progress.doing,
    since: isoTime(offsetMs + progress.sinceMs),
    lastSuccessAt: at(progress.lastSuccessMs),
    nextAt: at(progress.nextMs),
  };
}

/** What the worker last wrote, or null when it wrote nothing that can be read. */
export function readWorkerStatus(layout: StateLayout): WorkerStatus | null {
  const text = readIfThere(layout.workerStatus);
  if (text === null) return null;
  try {
    const reported = reportedSchema.safeParse(JSON.parse(text)).data;
    return reported ? { ...reported, supervisorPid: liveProcess(layout.upRecord)?.pid ?? null } : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
