import type { z } from 'zod';
import { isUnknown } from '../../edge/forge/github/github-error.ts';
import { findByHead } from '../../edge/forge/github/pull-requests.ts';
import { ProblemError } from '../../protocol/problem.ts';
import type { forgeAnswerSchema } from '../../protocol/worker.ts';
import { unknownAttempt } from '../../store/apply-attempt-event.ts';
import { findAttempt } from '../../store/find-attempt.ts';
import { pullRequestsOf } from '../../store/find-pull-request.ts';
import { findRequest } from '../../store/find-request.ts';
import { problemOf } from '../accepted.ts';
import type { Parts } from '../parts.ts';
import type { GitHub, GitHubRepository } from './github.ts';
import { follow, lookAtPullRequest } from './look-at-pull-request.ts';

type ForgeAnswer = z.infer<typeof forgeAnswerSchema>;

/**
 * What GitHub shows at this moment of an attempt's pull requests: those that are bound, and those of its branch that
 * somebody has opened otherwise. That it cannot be asked is an answer: nothing may follow from it.
 */
export async function askForge(parts: Parts, attemptId: string): Promise<ForgeAnswer> {
  const attempt = await findAttempt(parts.db, attemptId);
  const request = attempt && (await findRequest(parts.db, attempt.request_id));
  if (!attempt || !request) throw problemOf(unknownAttempt(attemptId));
  const repository = parts.github?.find(request.repository) ?? null;
  if (parts.github === null || repository === null)
    throw new ProblemError('state_refused', `${request.repository} is not on GitHub: its remote tells.`);
  try {
    await lookAtAll(parts, parts.github, { repository, requestId: request.id, branch: attempt.branch });
  } catch (error) {
    if (!isUnknown(error)) throw error;
    return { state: 'unknown', message: error.message };
  }
  const [counts] = await pullRequestsOf(parts.db, request.id);
  return {
    state: counts === undefined ? 'none' : counts.state === 'draft' ? 'open' : counts.state,
    message: null,
  };
}

async function lookAtAll(
  parts: Parts,
  github: GitHub,
  {
    repository,
    requestId,
    branch,
  }: { repository: GitHubRepository; requestId: string; branch: string | null },
): Promise<void> {
  const bound = await pullRequestsOf(parts.db, requestId);
  for (const { number } of bound) await lookAtPullRequest(parts, github, { repository, number });
  if (branch === null) return;
  for (const seen of await findByHead(github.api, repository.at, branch)) {
    if (bound.some(({ number }) => number === seen.number)) continue;
    const request = await findRequest(parts.db, requestId);
    if (request !== null) await follow(parts, request, seen);
  }
}
