import { commitOf, originSha, type RepositoryCache } from '../../git/repository-cache.ts';
import { shownRemote } from '../../git/shown-remote.ts';
import type { PullRequest, SeenPullRequest } from '../forge.ts';
import { mergedAt } from './merged-at.ts';

/** What became of a pull request, as of the cache's last fetch. */
export async function seenInCache(
  cache: RepositoryCache,
  pullRequest: PullRequest,
): Promise<SeenPullRequest> {
  const { head, headSha, base } = pullRequest;
  const [headNow, baseNow, known] = await Promise.all([
    originSha(cache, head),
    originSha(cache, base),
    commitOf(cache, headSha),
  ]);
  if (baseNow === null) {
    return { state: 'unknown', message: `${shownRemote(cache.remote)} has no branch ${base} any more.` };
  }
  const mergedSha = known === null ? null : await mergedAt(cache, { headSha, baseSha: baseNow });
  if (mergedSha !== null) return { state: 'merged', sha: mergedSha };
  if (headNow !== null) return { state: 'open', sha: headNow };
  if (known !== null) return { state: 'closed', sha: headSha };
  return {
    state: 'unknown',
    message: `${head} is gone from ${shownRemote(cache.remote)}, and its commit is not known here.`,
  };
}
