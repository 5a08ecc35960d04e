import type { z } from 'zod';
import { GitHubError } from '../../edge/forge/github/github-error.ts';
import { ProblemError } from '../../protocol/problem.ts';
import type { forgeAnswerSchema } from '../../protocol/worker.ts';
import { unknownAttempt } from '../../store/apply-attempt-event.ts';
import { findAttempt } from '../../store/find-attempt.ts';
import { pullRequestsOf } from '../../store/find-pull-request.ts';
import { findRequest } from '../../store/find-request.ts';
import { problemOf } from '../accepted.ts';
import type { Parts } from '../parts.ts';
import { lookAtRequest } from './look-at-request.ts';

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
    return {
      state: 'unknown',
      message: `${request.repository} is not on GitHub by the configuration of now.`,
    };
  try {
    await lookAtRequest(parts, parts.github, { repository, requestId: request.id });
  } catch (error) {
    if (error instanceof GitHubError) return { state: 'unknown', message: error.message };
    if (!(error instanceof ProblemError)) throw error;
    // Its worker would take a refusal for one of its own, and ask again for ever.
    parts.log.warn({ err: error, request: request.id }, 'What GitHub shows does not follow what is stored');
    if (error.code !== 'state_refused') return { state: 'unknown', message: error.message };
  }
  const [counts] = await pullRequestsOf(parts.db, request.id);
  return {
    state: counts === undefined ? 'none' : counts.state === 'draft' ? 'open' : counts.state,
    message: null,
  };
}
