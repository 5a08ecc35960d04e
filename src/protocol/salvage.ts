import { z } from 'zod';
import { salvageSummarySchema, timeSchema } from './request.ts';

/** What a worker says of a salvage in its receipt, as far as others use it. */
export const salvageReceiptSchema = salvageSummarySchema.extend({
  stashes: z.int().default(0),
  bytes: z.int().default(0),
  ignored: z.array(z.string()).default([]),
});

export const salvageViewSchema = salvageReceiptSchema.extend({
  /** The attempt's. */
  id: z.string(),
  requestId: z.string(),
  attempt: z.int().positive(),
  /** Whose cache has it. */
  worker: z.string(),
  repository: z.string(),
  title: z.string(),
  madeAt: timeSchema,
});
export type SalvageView = z.infer<typeof salvageViewSchema>;

export const salvageListSchema = z.object({
  items: z.array(salvageViewSchema),
  nextCursor: z.string().nullable(),
});

/** What a worker answers to a salvage being dropped; not dropped: it stays. */
export const dropLineSchema = z.union([z.object({ dropped: z.boolean() }), z.object({ failed: z.string() })]);
export type DropLine = z.infer<typeof dropLineSchema>;
