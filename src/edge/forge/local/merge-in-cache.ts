import { fetchCache } from '../../git/fetch-cache.ts';
import { pushRef } from '../../git/push-ref.ts';
import { originSha, type RepositoryCache } from '../../git/repository-cache.ts';
import { shownRemote } from '../../git/shown-remote.ts';
import type { MergedPullRequest, PullRequest } from '../forge.ts';
import { checkedOutAt, mergeByHand } from './checked-out-at.ts';
import { seenInCache } from './seen-in-cache.ts';
import { writeMerge } from './write-merge.ts';

/** Somebody may push to the base between our fetch and our push. */
const mostTries = 3;

type TitledPullRequest = PullRequest & { title: string };

/** Merges a pull request as the forge `local` does. See `mergePullRequest`. */
export async function mergeInCache(
  cache: RepositoryCache,
  pullRequest: TitledPullRequest,
): Promise<MergedPullRequest> {
  let tried = await tryOnce(cache, pullRequest);
  for (let tries = 1; tried === 'base_moved' && tries < mostTries; tries++) {
    tried = await tryOnce(cache, pullRequest);
  }
  if (tried !== 'base_moved') return tried;
  return {
    kind: 'refused',
    message: `${pullRequest.base} keeps moving on ${shownRemote(cache.remote)}. Try again.`,
  };
}

async function tryOnce(
  cache: RepositoryCache,
  pullRequest: TitledPullRequest,
): Promise<MergedPullRequest | 'base_moved'> {
  const { head, headSha, base, title } = pullRequest;
  const fetched = await fetchCache(cache);
  if (fetched.kind !== 'ok') return failed(fetched);
  const seen = await seenInCache(cache, pullRequest);
  if (seen.state === 'merged') return finish(cache, pullRequest, seen.sha);
  if (seen.state === 'unknown') return { kind: 'refused', message: seen.message };
  if (seen.state === 'closed') return { kind: 'head_moved', sha: null };
  if (seen.sha !== headSha) return { kind: 'head_moved', sha: seen.sha };
  const worktree = await checkedOutAt(cache, base);
  if (worktree !== null) return { kind: 'base_checked_out', worktree, command: mergeByHand(worktree, head) };
  const baseSha = await originSha(cache, base);
  if (baseSha === null) return 'base_moved';
  const merge = await writeMerge(cache, { baseSha, headSha, head, base, title });
  return merge.kind === 'written' ? pushMerge(cache, pullRequest, { baseSha, sha: merge.sha }) : merge;
}

function failed(fetched: { kind: string; message: string }): MergedPullRequest {
  const unreachable = fetched.kind === 'unreachable' || fetched.kind === 'unauthorized';
  return { kind: unreachable ? 'unreachable' : 'refused', message: fetched.message };
}

async function pushMerge(
  cache: RepositoryCache,
  pullRequest: PullRequest,
  { baseSha, sha }: { baseSha: string; sha: string },
): Promise<MergedPullRequest | 'base_moved'> {
  const pushed = await pushRef(cache, { branch: pullRequest.base, sha, expectedSha: baseSha });
  if (pushed.kind === 'ok') return finish(cache, pullRequest, sha);
  if (pushed.reason === 'stale') return 'base_moved';
  const message = `${shownRemote(cache.remote)} refused the merge: ${pushed.message}.`;
  return { kind: pushed.reason === 'unreachable' ? 'unreachable' : 'refused', message };
}

async function finish(
  cache: RepositoryCache,
  pullRequest: PullRequest,
  sha: string,
): Promise<MergedPullRequest> {
  const { head, headSha } = pullRequest;
  if ((await originSha(cache, head)) === null) return { kind: 'merged', sha, headDeleted: true };
  const deleted = await pushRef(cache, { branch: head, sha: null, expectedSha: headSha });
  return { kind: 'merged', sha, headDeleted: deleted.kind === 'ok' };
}
