import { findByHead } from '../../edge/forge/github/pull-requests.ts';
import { branchOfRequest } from '../../store/find-attempt.ts';
import { pullRequestsOf } from '../../store/find-pull-request.ts';
import { findRequest } from '../../store/find-request.ts';
import type { Parts } from '../parts.ts';
import type { GitHub, GitHubRepository } from './github.ts';
import { follow, lookAtPullRequest } from './look-at-pull-request.ts';

/**
 * Looks at the pull requests of a request as they are now: those that are bound, and those of its branch that somebody has
 * opened otherwise.
 * @throws GitHubError when it cannot be known.
 */
export async function lookAtRequest(
  parts: Parts,
  github: GitHub,
  { repository, requestId }: { repository: GitHubRepository; requestId: string },
): Promise<void> {
  const bound = await pullRequestsOf(parts.db, requestId);
  for (const { number } of bound) await lookAtPullRequest(parts, github, { repository, number });
  const branch = await branchOfRequest(parts.db, requestId);
  if (branch === null) return;
  for (const seen of await findByHead(github.api, repository.at, branch)) {
    if (bound.some(({ number }) => number === seen.number)) continue;
    const request = await findRequest(parts.db, requestId);
    if (request !== null) await follow(parts, request, seen);
  }
}
