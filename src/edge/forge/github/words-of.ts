import { RequestError } from '@octokit/request-error';
import { z } from 'zod';
import type { GitHubError } from './github-error.ts';

const wordsSchema = z.object({ message: z.string() });

/** Why GitHub refused, in its own words where there are some. */
export function wordsOf(error: GitHubError): string {
  const { cause } = error;
  const said = wordsSchema.safeParse(cause instanceof RequestError ? cause.response?.data : null);
  return said.data?.message ?? error.message;
}
