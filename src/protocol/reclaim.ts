import { z } from 'zod';
import { holdings } from '../core/reclaim.ts';

/** One thing that takes room, and what became of it. */
export const reclaimedItemSchema = z.object({
  holding: z.enum(holdings),
  /** That of a salvage is its ref. */
  path: z.string(),
  /** What it took on the disk before. */
  bytes: z.number().nonnegative(),
  mayGo: z.boolean(),
  because: z.string(),
  /** As measured afterwards. */
  freedBytes: z.number().nonnegative(),
});
export type ReclaimedItem = z.infer<typeof reclaimedItemSchema>;

/** What a worker answers to `reclaim`, line by line. */
export const reclaimLineSchema = z.union([
  z.object({ item: reclaimedItemSchema }),
  z.object({ done: z.literal(true) }),
  z.object({ failed: z.string() }),
]);
export type ReclaimLine = z.infer<typeof reclaimLineSchema>;
