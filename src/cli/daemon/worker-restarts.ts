import { rmSync } from 'node:fs';
import { z } from 'zod';
import type { StateLayout } from '../../config/state-layout.ts';
import { type Clock, isoTime } from '../../edge/clock.ts';
import { readIfLegible, writeWhole } from '../../edge/files.ts';
import { timeSchema } from '../../protocol/request.ts';
import type { EndOfKept } from './keep-running.ts';

/** The last end of a worker that nobody asked for, as `worker status` shows it. */
export const restartsSchema = z.object({
  /** Ends in a row; one that ran for a minute has recovered. */
  inARow: z.int().positive(),
  lastEndAt: timeSchema,
  /** Null when a signal ended it, or nobody saw how it ended. */
  exitCode: z.int().nullable(),
  words: z.string().nullable(),
  nextStartAt: timeSchema,
});
export type Restarts = z.infer<typeof restartsSchema>;

/** Writes an end down; where that fails, as on a full disk, it is only said. */
export function tellRestart({ restarts }: StateLayout, clock: Clock, end: EndOfKept): void {
  const nowMs = clock.nowMs();
  const { pauseMs, ...told } = end;
  const record: Restarts = { ...told, lastEndAt: isoTime(nowMs), nextStartAt: isoTime(nowMs + pauseMs) };
  try {
    writeWhole(restarts, `${JSON.stringify(record)}\n`);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
}

/** Null when no worker has ended by itself since somebody began to keep it. */
export function readRestarts({ restarts }: StateLayout): Restarts | null {
  try {
    return restartsSchema.safeParse(JSON.parse(readIfLegible(restarts) ?? 'null')).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

export const forgetRestarts = ({ restarts }: StateLayout): void => rmSync(restarts, { force: true });
