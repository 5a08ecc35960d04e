import { RequestError } from '@octokit/request-error';
import { classifyNetworkError } from '../../control-plane/classify-network-error.ts';
import { GitHubError, type GitHubFailure } from './github-error.ts';

export interface AnswerHead {
  status: number;
  headers: Readonly<Record<string, string | number | undefined>>;
}

const failureOfStatus = (status: number): GitHubFailure => {
  if (status === 401 || status === 403) return 'unauthorized';
  if (status === 404) return 'not_found';
  if (status === 410 || status === 301 || status === 308) return 'gone';
  if (status >= 500 || status === 408 || status < 400) return 'unreachable';
  return 'refused';
};

/** An answer that is no JSON is not of GitHub: a proxy's page, or one that was cut off. */
export function classifyAnswer<A extends AnswerHead & { data: unknown }>(route: string, answer: A): A {
  if (answer.status >= 300) throw movedError(route, answer);
  if (answer.status === 204 || (typeof answer.data === 'object' && answer.data !== null)) return answer;
  throw new GitHubError(
    'unreachable',
    `${route} was not answered with JSON: something else than GitHub answers.`,
  );
}

/** A redirect is not followed: what is found elsewhere is not what the configuration names. */
function movedError(route: string, { status, headers }: AnswerHead): GitHubError {
  const sentence = `${route} was answered with ${status}: it has moved to ${headers.location ?? 'another place'}.`;
  return new GitHubError(failureOfStatus(status), sentence);
}

/** What GitHub answered to a call that was refused; null when it did not answer. */
export function answerOf(error: unknown): AnswerHead | null {
  return error instanceof RequestError && error.response ? error.response : null;
}

/** Whether the token is good, and has no right to just this. */
export const isForbidden = (error: unknown): error is GitHubError =>
  error instanceof GitHubError && error.failure === 'unauthorized' && answerOf(error.cause)?.status === 403;

/** @param retryAfterMs null unless it was refused for its rate. */
export function classifyError(route: string, error: unknown, retryAfterMs: number | null): GitHubError {
  const answer = answerOf(error);
  if (answer === null) {
    const { why } = classifyNetworkError(error instanceof RequestError ? error.cause : error);
    return new GitHubError('unreachable', `${route} was not answered: ${why}.`, { cause: error });
  }
  const failure = retryAfterMs === null ? failureOfStatus(answer.status) : 'throttled';
  const sentence = `${route} was answered with ${answer.status}: ${messageOf(error)}`;
  return new GitHubError(failure, sentence, { retryAfterMs, cause: error });
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
