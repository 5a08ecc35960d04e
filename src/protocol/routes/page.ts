import { z } from 'zod';

/** How lists are cut: the answer's `nextCursor` goes into the next question. */
export const page = z.object({
  cursor: z.coerce.number().int().nonnegative().optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
