import { findByHead, type SeenPullRequest } from '../../edge/forge/github/pull-requests.ts';
import { branchOfRequest } from '../../store/find-attempt.ts';
import { isOpen, pullRequestsOf } from '../../store/find-pull-request.ts';
import { findRequest } from '../../store/find-request.ts';
import type { Parts } from '../parts.ts';
import type { GitHub, GitHubRepository } from './github.ts';
import { follow, lookAtPullRequest } from './look-at-pull-request.ts';

/**
 * Looks at the pull requests of a request as they are now: those that are bound, and those of its branch that somebody has
 * opened otherwise. One that is open comes first: that another one was closed ends nothing then.
 * @throws GitHubError when it cannot be known.
 */
export async function lookAtRequest(
  parts: Parts,
  github: GitHub,
  { repository, requestId }: { repository: GitHubRepository; requestId: string },
): Promise<void> {
  const bound = await pullRequestsOf(parts.db, requestId);
  const branch = await branchOfRequest(parts.db, requestId);
  const ofBranch = branch === null ? [] : await findByHead(github.api, repository.at, branch);
  const others = ofBranch.filter((seen) => !bound.some(({ number }) => number === seen.number));
  await followAll(parts, requestId, others.filter(isOpen));
  for (const { number } of bound) await lookAtPullRequest(parts, github, { repository, number });
  await followAll(
    parts,
    requestId,
    others.filter((seen) => !isOpen(seen)),
  );
}

async function followAll(parts: Parts, requestId: string, all: readonly SeenPullRequest[]): Promise<void> {
  for (const seen of all) {
    const request = await findRequest(parts.db, requestId);
    if (request !== null) await follow(parts, request, seen);
  }
}
