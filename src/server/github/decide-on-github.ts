import { closePullRequest } from '../../edge/forge/github/pull-requests.ts';
import { mergePullRequest } from '../../edge/forge/github.ts';
import { notMerged } from '../../edge/forge/not-merged.ts';
import { ProblemError } from '../../protocol/problem.ts';
import type { PullRequestRecord } from '../../store/find-pull-request.ts';
import { movePullRequest } from '../../store/move-pull-request.ts';
import { accepted } from '../accepted.ts';
import type { Parts } from '../parts.ts';
import { forForge } from './for-forge.ts';
import type { GitHub, GitHubRepository } from './github.ts';
import { lookAtPullRequest } from './look-at-pull-request.ts';

/**
 * Has GitHub merge a request's pull request as it was last looked at, and records it. May be repeated.
 * @returns it as it is then.
 * @throws ProblemError state_refused: GitHub says no, in its own words. unreachable, unavailable: try again.
 */
export async function mergeOnGitHub(
  parts: Parts,
  pullRequest: PullRequestRecord,
): Promise<PullRequestRecord> {
  const { github, repository } = placeOf(parts, pullRequest);
  const { number, head, head_sha: headSha, base, request_id: requestId } = pullRequest;
  const wanted = { api: github.api, repository: repository.at, number, head, headSha, base };
  const merged = await forForge(mergePullRequest(wanted));
  if (merged.kind === 'head_moved') {
    await forForge(lookAtPullRequest(parts, github, { repository, number }));
    throw new ProblemError(
      'state_refused',
      `Somebody has pushed to ${head}, which is now ${merged.sha}. Look at it: ${pullRequest.url}. Then merge it again.`,
    );
  }
  if (merged.kind !== 'merged') throw notMerged(pullRequest, merged);
  await record(parts, { requestId, number, state: 'merged', sha: merged.sha });
  return { ...pullRequest, state: 'merged', merged_sha: merged.sha };
}

/** Closes it without a merge, and records it. May be repeated. @throws ProblemError */
export async function closeOnGitHub(parts: Parts, pullRequest: PullRequestRecord): Promise<void> {
  const { github, repository } = placeOf(parts, pullRequest);
  const { number, request_id: requestId } = pullRequest;
  const seen = await forForge(closePullRequest(github.api, repository.at, number));
  if (seen.state === 'merged')
    throw new ProblemError('state_refused', `The pull request ${pullRequest.url} is merged already.`);
  await record(parts, { requestId, number, state: 'closed', sha: null });
}

async function record(parts: Parts, move: Parameters<typeof movePullRequest>[1]): Promise<void> {
  accepted(await parts.writer.write((write) => movePullRequest(write, move)));
}

function placeOf(
  { github }: Parts,
  { repository: name, url }: PullRequestRecord,
): { github: GitHub; repository: GitHubRepository } {
  const repository = github?.find(name) ?? null;
  if (github !== null && repository !== null) return { github, repository };
  throw new ProblemError(
    'unavailable',
    `${url} is on GitHub, and nobody here has access to it. Start what has, with github.tokenFile or github.tokenCommand set: planeguard up.`,
  );
}
