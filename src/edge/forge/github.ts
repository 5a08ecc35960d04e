import { z } from 'zod';
import type { MergedPullRequest, PullRequest, SeenPullRequest } from './forge.ts';
import { isForbidden } from './github/classify.ts';
import { deleteOwnBranch } from './github/delete-own-branch.ts';
import type { GitHubApi } from './github/github-api.ts';
import { GitHubError, isUnknown } from './github/github-error.ts';
import { readPullRequest } from './github/pull-requests.ts';
import { readAs } from './github/read-as.ts';
import { readMergeMethod } from './github/repository.ts';
import type { RepositoryName } from './github/repository-name.ts';
import { wordsOf } from './github/words-of.ts';

/** Which pull request of GitHub. What GitHub says of it counts, whatever the branches show. */
export interface OnGitHub {
  api: GitHubApi;
  repository: RepositoryName;
  number: number;
}

/** A merge by hand is noticed as far as GitHub notices it: the head's commits have to be in the base. */
export async function lookAtPullRequest({ api, repository, number }: OnGitHub): Promise<SeenPullRequest> {
  try {
    const seen = await readPullRequest(api, repository, number);
    if (seen === null) return { state: 'unknown', message: `GitHub has no pull request ${number} any more.` };
    if (seen.state === 'merged') return { state: 'merged', sha: seen.mergedSha ?? seen.headSha };
    return { state: seen.state === 'draft' ? 'open' : seen.state, sha: seen.headSha };
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    return { state: 'unknown', message: error.message };
  }
}

/**
 * Has GitHub merge a pull request, by the rules of its repository: required checks and reviews hold. Then deletes the head
 * branch, if Planeguard has made it. A merge that was not answered is looked for, and not asked for again.
 * @throws GitHubError when GitHub falls silent after it has refused.
 */
export async function mergePullRequest(wanted: OnGitHub & PullRequest): Promise<MergedPullRequest> {
  const before = await settled(wanted);
  if (before !== 'open') return before;
  try {
    return await finish(wanted, await merge(wanted));
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    const after = await settled(wanted);
    return after === 'open' ? whyNot(wanted, error) : after;
  }
}

/** What there is to say without a merge; `open` when it can be asked for. */
async function settled(wanted: OnGitHub & PullRequest): Promise<MergedPullRequest | 'open'> {
  const seen = await lookAtPullRequest(wanted);
  switch (seen.state) {
    case 'open':
      return seen.sha === wanted.headSha ? 'open' : { kind: 'head_moved', sha: seen.sha };
    case 'merged':
      return finish(wanted, seen.sha);
    case 'closed':
      return { kind: 'refused', message: 'It was closed on GitHub without a merge.' };
    case 'unknown':
      return { kind: 'unreachable', message: seen.message };
    default:
      return seen satisfies never;
  }
}

const mergedSchema = z.object({ sha: z.string() });

/** @returns the commit that it was merged as. */
async function merge({ api, repository, number, headSha }: OnGitHub & PullRequest): Promise<string> {
  const answer = await api.write('PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge', {
    ...repository,
    pull_number: number,
    sha: headSha,
    merge_method: await readMergeMethod(api, repository),
  });
  return readAs(mergedSchema, answer).sha;
}

const finish = async (
  { api, repository, head, headSha }: OnGitHub & PullRequest,
  sha: string,
): Promise<MergedPullRequest> => ({
  kind: 'merged',
  sha,
  headDeleted: await deleteOwnBranch(api, repository, { branch: head, sha: headSha }),
});

async function whyNot({ api, repository, number }: OnGitHub, error: GitHubError): Promise<MergedPullRequest> {
  const { message } = error;
  if (isUnknown(error) && !isForbidden(error)) return { kind: 'unreachable', message };
  const seen = await readPullRequest(api, repository, number);
  if (seen?.conflicts === true) return { kind: 'conflict', files: [] };
  if (seen?.state === 'draft')
    return {
      kind: 'refused',
      message: 'It is a draft: mark it as ready for review on GitHub, then merge it.',
    };
  return { kind: 'refused', message: `GitHub does not merge it: ${wordsOf(error)}` };
}
