import { fetchCache } from '../git/fetch-cache.ts';
import type { Environment } from '../git/git-environment.ts';
import { type RepositoryCache, repositoryCache } from '../git/repository-cache.ts';
import type { MergedPullRequest, PullRequest, SeenPullRequest } from './forge.ts';
import { mergeInCache } from './local/merge-in-cache.ts';
import { seenInCache } from './local/seen-in-cache.ts';

/** The forge of a plain git remote: what it knows is in the remote's branches alone. */
export interface LocalForge {
  /** Where the caches are; see `repositoryCache`. */
  caches: string;
  remote: string;
  env: Environment;
}

/** Looks at the remote's branches. A merge made by hand (merge, fast-forward, rebase, squash) is noticed. */
export async function lookAtPullRequest(question: LocalForge & PullRequest): Promise<SeenPullRequest> {
  const cache = cacheOf(question);
  const fetched = await fetchCache(cache);
  if (fetched.kind !== 'ok') return { state: 'unknown', message: fetched.message };
  return seenInCache(cache, question);
}

/**
 * Merges a pull request with a merge commit, in the cache, and pushes it; then deletes the head branch. A branch that
 * a person has checked out is never moved: they are told what to type instead.
 */
export async function mergePullRequest(
  wanted: LocalForge & PullRequest & { title: string },
): Promise<MergedPullRequest> {
  return mergeInCache(cacheOf(wanted), wanted);
}

const cacheOf = ({ caches, remote, env }: LocalForge): RepositoryCache =>
  repositoryCache(caches, remote, env);
