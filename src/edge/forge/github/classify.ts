import { RequestError } from '@octokit/request-error';
import { GitHubError, type GitHubFailure } from './github-error.ts';
import { pauseOf } from './quota.ts';

export interface AnswerHead {
  status: number;
  headers: Readonly<Record<string, string | number | undefined>>;
}

const failureOfStatus = (status: number): GitHubFailure => {
  if (status === 401 || status === 403) return 'unauthorized';
  if (status === 404) return 'not_found';
  if (status === 410 || status === 301) return 'gone';
  if (status >= 500 || status === 408) return 'unreachable';
  return 'refused';
};

/** An answer that is no JSON is not of GitHub: a proxy's page, or one that was cut off. */
export function classifyAnswer<A extends AnswerHead & { data: unknown }>(route: string, answer: A): A {
  if (answer.status >= 300) throw new GitHubError(failureOfStatus(answer.status), `${route}: it has moved.`);
  if (answer.status === 204 || (typeof answer.data === 'object' && answer.data !== null)) return answer;
  throw new GitHubError(
    'unreachable',
    `${route} was not answered with JSON: something else than GitHub answers.`,
  );
}

/** What GitHub answered to a call that was refused; null when it did not answer. */
export function answerOf(error: unknown): AnswerHead | null {
  return error instanceof RequestError && error.response ? error.response : null;
}

/** Whether the token is good, and has no right to just this. */
export const isForbidden = (error: unknown): error is GitHubError =>
  error instanceof GitHubError && error.failure === 'unauthorized' && answerOf(error.cause)?.status === 403;

/** @param nowMs wall clock. */
export function classifyError(route: string, error: unknown, nowMs: number): GitHubError {
  if (error instanceof GitHubError) return error;
  const answer = answerOf(error);
  const message = error instanceof Error ? error.message : String(error);
  if (answer === null)
    return new GitHubError('unreachable', `${route} was not answered: ${message}.`, { cause: error });
  const retryAfterMs = pauseOf({ ...answer, message }, nowMs);
  const failure = retryAfterMs === null ? failureOfStatus(answer.status) : 'throttled';
  const sentence = `${route} was answered with ${answer.status}: ${message}`;
  return new GitHubError(failure, sentence, { retryAfterMs, cause: error });
}
