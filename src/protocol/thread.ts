import { z } from 'zod';
import { timeSchema } from './request.ts';

/** What was said in a request's conversation. */
export const threadMessageSchema = z
  .object({
    at: timeSchema,
    /** `planeguard` for turns of the request's state. */
    author: z.string(),
    text: z.string(),
  })
  .meta({ id: 'ThreadMessage' });
export type ThreadMessage = z.infer<typeof threadMessageSchema>;

export const threadMessageListSchema = z.object({
  items: z.array(threadMessageSchema),
  nextCursor: z.string().nullable(),
});
