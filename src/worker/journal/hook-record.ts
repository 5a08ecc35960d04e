import { z } from 'zod';

const hookRecordSchema = z.object({
  text: z.string(),
  from: z.enum(['operator', 'repository']),
  /** Boot clock; written down before it starts. */
  startedAtMs: z.number().nullable(),
  over: z.boolean(),
  /** Why it failed; null when it did not. */
  problem: z.string().nullable(),
});
export type HookRecord = z.infer<typeof hookRecordSchema>;

/** The hooks of a session, as they were when it was prepared. */
export const hooksRecordSchema = z.object({
  timeoutMs: z.number(),
  /** Absent where its workspace has been set up before. */
  afterCreate: hookRecordSchema.optional(),
  beforeRun: hookRecordSchema.optional(),
  afterRun: hookRecordSchema.optional(),
  beforeRemove: hookRecordSchema.optional(),
});
export type HooksRecord = z.infer<typeof hooksRecordSchema>;
