import type { z } from 'zod';
import { GitHubError } from '../../edge/forge/github/github-error.ts';
import { ProblemError } from '../../protocol/problem.ts';
import type { forgeAnswerSchema } from '../../protocol/worker.ts';
import { unknownAttempt } from '../../store/apply-attempt-event.ts';
import { type AttemptRecord, findAttempt } from '../../store/find-attempt.ts';
import { findRequest, type RequestRecord } from '../../store/find-request.ts';
import { pullRequestOfAttempt } from '../../store/pull-request-of-attempt.ts';
import { problemOf } from '../accepted.ts';
import type { Parts } from '../parts.ts';
import type { GitHub, GitHubRepository } from './github.ts';
import { lookAtRequest } from './look-at-request.ts';
import { lookForClosing } from './look-for-closing.ts';

type ForgeAnswer = z.infer<typeof forgeAnswerSchema>;

/**
 * What GitHub shows at this moment of an attempt's pull requests: those that are bound, those of its branch that somebody has
 * opened otherwise, and those that say to close its issue. That it cannot be asked is an answer: nothing may follow from it.
 */
export async function askForge(parts: Parts, attemptId: string): Promise<ForgeAnswer> {
  const attempt = await findAttempt(parts.db, attemptId);
  const request = attempt && (await findRequest(parts.db, attempt.request_id));
  if (!attempt || !request) throw problemOf(unknownAttempt(attemptId));
  const repository = parts.github?.find(request.repository) ?? null;
  if (parts.github === null || repository === null)
    return {
      state: 'unknown',
      message: `${request.repository} is not on GitHub by the configuration of now.`,
    };
  const trouble = await look(parts, parts.github, { repository, request, attempt });
  if (trouble !== null) return { state: 'unknown', message: trouble };
  const counts = await pullRequestOfAttempt(parts.db, attempt);
  return {
    state: counts === null ? 'none' : counts.state === 'draft' ? 'open' : counts.state,
    message: null,
  };
}

/**
 * Why nothing is known; null when what is stored now counts. A refusal goes no further: a worker would ask again for ever,
 * without saying that it verifies.
 */
async function look(
  parts: Parts,
  github: GitHub,
  of: { repository: GitHubRepository; request: RequestRecord; attempt: AttemptRecord },
): Promise<string | null> {
  const requestId = of.request.id;
  try {
    await lookAtRequest(parts, github, { repository: of.repository, requestId });
    await lookForClosing(parts, github, of);
    return null;
  } catch (error) {
    if (error instanceof GitHubError) return error.message;
    if (!(error instanceof ProblemError)) throw error;
    parts.log.warn({ err: error, request: requestId }, 'What GitHub shows does not follow what is stored');
    return error.code === 'state_refused' ? null : error.message;
  }
}
