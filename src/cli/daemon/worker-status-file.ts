import { rmSync } from 'node:fs';
import { z } from 'zod';
import type { StateLayout } from '../../config/state-layout.ts';
import { type Adoption, adoptions } from '../../core/adoption.ts';
import { workerHealths } from '../../core/health.ts';
import { loopStates } from '../../core/loop-progress.ts';
import { readIfLegible } from '../../edge/files.ts';
import { timeSchema } from '../../protocol/request.ts';
import { keepers } from './process-record.ts';
import { repairSchema } from './repairs.ts';
import { restartsSchema } from './worker-restarts.ts';

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
  sessions: z.array(z.string()),
  /** What it found at its start of sessions that an earlier process had left. */
  takenUp: z
    .array(z.object({ id: z.string(), as: z.enum(Object.keys(adoptions) as [Adoption, ...Adoption[]]) }))
    .default([]),
  writtenAt: timeSchema,
});
export type ReportedStatus = z.infer<typeof reportedSchema>;

/** `worker status --json`. */
export const workerStatusSchema = reportedSchema.extend({
  /** The `up`, or the supervisor of `worker start`, that keeps it alive; null without one. */
  supervisorPid: z.int().nullable(),
  /** Who starts it again; null when its keeper was killed, or it does not run. */
  keptBy: z.enum(keepers).nullable(),
  /** How it ended by itself lately; null when it did not since it is kept. */
  restarts: restartsSchema.nullable(),
  /** Stale state that was repaired in the last day, whoever met it. */
  repaired: z.array(repairSchema),
});
export type WorkerStatus = z.infer<typeof workerStatusSchema>;

/** The file is written this often; three times as old, its worker does not answer. */
export const statusEveryMs = 2_000;

/** What the worker last wrote, or null when it wrote nothing that can be read. */
export function readWorkerStatus(layout: StateLayout): ReportedStatus | null {
  const text = readIfLegible(layout.workerStatus);
  if (text === null) return null;
  try {
    return reportedSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Whoever leaves on purpose takes its word along: what is left is of a worker that was killed. */
export function forgetWorkerStatus({ workerStatus }: StateLayout): void {
  rmSync(workerStatus, { force: true });
}
