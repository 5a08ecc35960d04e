import { personEnvironment } from '../../config/environment.ts';
import { fetchCache } from '../../edge/git/fetch-cache.ts';
import { repositoryCache } from '../../edge/git/repository-cache.ts';
import { ProblemError } from '../../protocol/problem.ts';
import { readCarried } from '../../worker/read-carried.ts';
import type { CliContext } from '../context.ts';

/**
 * The agent that the repository itself asks for, on its default branch; null when it does not say. It is fetched into the
 * cache for that, where its session needs it a moment later.
 * @throws ProblemError `unreachable` when it cannot be fetched, `misconfigured` when what it carries is not valid.
 */
export async function carriedAgent({ layout }: CliContext, remote: string): Promise<string | null> {
  const cache = repositoryCache(layout.caches, remote, personEnvironment());
  const fetched = await fetchCache(cache);
  if (fetched.kind !== 'ok') throw new ProblemError('unreachable', fetched.message);
  const read = await readCarried(cache, fetched);
  if (read.kind === 'refused') throw new ProblemError('misconfigured', `${read.message}.`);
  return read.carried.agent;
}
