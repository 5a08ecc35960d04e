import { rmSync } from 'node:fs';
import { z } from 'zod';
import type { StateLayout } from '../../config/state-layout.ts';
import { workerHealths } from '../../core/health.ts';
import { loopStates } from '../../core/loop-progress.ts';
import { readIfThere } from '../../edge/files.ts';
import { timeSchema } from '../../protocol/request.ts';
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
      state: z.enum(loopStates),
      /** One phrase for people. */
      doing: z.string(),
      since: timeSchema,
      lastSuccessAt: timeSchema.nullable(),
      nextAt: timeSchema.nullable(),
      /** It should have moved on, and has not: by the worker's own clock that no suspend moves. */
      standsStill: z.boolean(),
    }),
  ),
  repaired: z.array(z.string()),
  sessions: z.array(z.string()),
  writtenAt: timeSchema,
});
export type ReportedStatus = z.infer<typeof reportedSchema>;

/** `worker status --json`. */
export const workerStatusSchema = reportedSchema.extend({
  /** The `up` that keeps it alive; null without one. */
  supervisorPid: z.int().nullable(),
});
export type WorkerStatus = z.infer<typeof workerStatusSchema>;

/** The file is written this often; three times as old, its worker does not answer. */
export const statusEveryMs = 2_000;

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

/** Whoever leaves on purpose takes its word along: what is left is of a worker that was killed. */
export function forgetWorkerStatus({ workerStatus }: StateLayout): void {
  rmSync(workerStatus, { force: true });
}
