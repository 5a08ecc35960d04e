import { z } from 'zod';
import type { StateLayout } from '../../config/state-layout.ts';
import { type StaleKind, staleKinds } from '../../core/stale-record.ts';
import { readIfLegible, writeWhole } from '../../edge/files.ts';
import { timeSchema } from '../../protocol/request.ts';

/** Something stale that was met, and what became of it. */
export const repairSchema = z.object({
  at: timeSchema,
  /** The file, by its name in the state directory. */
  what: z.string(),
  kind: z.enum(Object.keys(staleKinds) as [StaleKind, ...StaleKind[]]),
  /** A sentence for people. */
  found: z.string(),
  did: z.enum(['removed', 'left']),
  /** Why it was left; null when it was removed. */
  why: z.string().nullable(),
});
export type Repair = z.infer<typeof repairSchema>;

/** A person who comes the next morning still reads of it. */
const toldForMs = 24 * 3_600_000;
const mostTold = 20;

/** The repairs of the last day, the newest last. */
export function toldRepairs({ repairs }: StateLayout, nowMs: number): Repair[] {
  const sinceMs = nowMs - toldForMs;
  return read(repairs).filter(({ at }) => Date.parse(at) > sinceMs);
}

/** Remembers repairs, so that they are told for a day. What cannot be written is not told, and costs nobody more. */
export function tellRepairs(layout: StateLayout, nowMs: number, repairs: readonly Repair[]): void {
  const removed = repairs.filter(({ did }) => did === 'removed');
  if (removed.length === 0) return;
  const all = [...toldRepairs(layout, nowMs), ...removed].slice(-mostTold);
  try {
    writeWhole(layout.repairs, `${JSON.stringify(all)}\n`);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
}

function read(path: string): Repair[] {
  try {
    return z.array(repairSchema).safeParse(JSON.parse(readIfLegible(path) ?? '[]')).data ?? [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

/** `worker.pid: It names pid 12: its process is gone. Removed.` */
export const repairLines = (repairs: readonly Repair[]): string[] =>
  repairs.map(
    ({ what, found, did, why }) => `${what}: ${found} ${did === 'removed' ? 'Removed.' : `Left: ${why}.`}`,
  );
