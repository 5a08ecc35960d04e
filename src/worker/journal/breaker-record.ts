import { z } from 'zod';

/** The breaker of one agent, as the journal has it. */
export const breakerRecordSchema = z.object({
  agent: z.string(),
  /** Boot that its times belong to. */
  bootId: z.string(),
  breaker: z.object({
    failures: z.int().nonnegative(),
    failure: z.object({ kind: z.enum(['unauthorized', 'provider']), message: z.string() }).nullable(),
    failedIn: z.string().nullable(),
    state: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('closed') }),
      z.object({ kind: z.literal('open'), sinceMs: z.number(), pauseMs: z.number().default(0) }),
      z.object({ kind: z.literal('trying'), sessionId: z.string(), sinceMs: z.number() }),
    ]),
  }),
});
export type BreakerRecord = z.infer<typeof breakerRecordSchema>;
