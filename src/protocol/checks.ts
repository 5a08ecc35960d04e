import { z } from 'zod';

/** What the checks of a pull request's head say together. */
export const checksSchema = z.object({
  state: z.enum(['pending', 'passing', 'failing']),
  failing: z.array(z.string()),
  /** Under way, or needed for a merge and not reported yet. */
  pending: z.array(z.string()),
  /** What a merge needs; null where that cannot be seen. */
  required: z.array(z.string()).nullable(),
});
