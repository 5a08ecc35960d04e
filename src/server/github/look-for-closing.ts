import { closedBy } from '../../core/github/closing-keywords.ts';
import { listChangedPullRequests } from '../../edge/forge/github/pull-requests.ts';
import type { AttemptRecord } from '../../store/find-attempt.ts';
import type { RequestRecord } from '../../store/find-request.ts';
import { pullRequestOfAttempt } from '../../store/pull-request-of-attempt.ts';
import type { Parts } from '../parts.ts';
import type { GitHub, GitHubRepository } from './github.ts';
import { lookAtPullRequest } from './look-at-pull-request.ts';

/** GitHub's clock is another. */
const overlapMs = 60_000;

/**
 * Looks for pull requests that were opened since the attempt began, from whatever branch, and say to close its issue: nobody
 * may have polled since. Of an attempt that has one already nothing is looked for.
 * @throws GitHubError when it cannot be known.
 */
export async function lookForClosing(
  parts: Parts,
  github: GitHub,
  {
    repository,
    request,
    attempt,
  }: { repository: GitHubRepository; request: RequestRecord; attempt: AttemptRecord },
): Promise<void> {
  const { issue_number: issue } = request;
  if (issue === null || (await pullRequestOfAttempt(parts.db, attempt)) !== null) return;
  const changed = await listChangedPullRequests(github.api, repository.at, attempt.granted_at - overlapMs);
  for (const { number, text } of changed)
    if (closedBy(text, repository.name).includes(issue))
      await lookAtPullRequest(parts, github, { repository, number });
}
