import type { z } from 'zod';
import { GitHubError } from './github-error.ts';

/** What GitHub answered, as far as it is used. Another shape tells nothing: neither that a thing is there nor that it is not. */
export function readAs<S extends z.ZodType>(schema: S, answer: unknown): z.infer<S> {
  const read = schema.safeParse(answer);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new GitHubError(
    'unreachable',
    `GitHub's answer is not understood: ${issue?.path.join('.')} ${issue?.message}.`,
  );
}
