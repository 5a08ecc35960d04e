import { z } from 'zod';
import { timeSchema } from './request.ts';

/** One line of the append-only history. `seq` only grows; it is the SSE id and the list's cursor. */
export const eventSchema = z
  .object({
    seq: z.int().positive(),
    at: timeSchema,
    requestId: z.string().nullable(),
    attempt: z.int().nullable(),
    /** `queued`, `claimed`, `running`, `exit`, `in_review` …: what happened, in one word. */
    kind: z.string(),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'Event' });
export type PlaneguardEvent = z.infer<typeof eventSchema>;

export const eventListSchema = z.object({ items: z.array(eventSchema), nextCursor: z.string().nullable() });
