import { z } from 'zod';
import { parseDuration } from './duration.ts';

const problem = 'must be a duration such as 10s, 30m, 8h';

/** A duration as people write it; milliseconds come out. */
export const durationSchema = z.string({ error: problem }).transform((text, context) => {
  const ms = parseDuration(text);
  if (ms !== null && ms > 0) return ms;
  context.issues.push({ code: 'custom', message: problem, input: text });
  return z.NEVER;
});
