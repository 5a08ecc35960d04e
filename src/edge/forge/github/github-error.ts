/**
 * Why GitHub did not answer as asked. `unreachable`: nothing is known, a write may have taken effect. `throttled`: not
 * before `retryAfterMs`. `unauthorized`: the token, or its rights. `not_found`: not there, or not for this token.
 * `gone`: it was there. `refused`: it will be refused again.
 */
export type GitHubFailure = 'unreachable' | 'throttled' | 'unauthorized' | 'not_found' | 'gone' | 'refused';

export class GitHubError extends Error {
  readonly failure: GitHubFailure;
  /** From now on; null unless throttled. */
  readonly retryAfterMs: number | null;

  constructor(
    failure: GitHubFailure,
    message: string,
    { retryAfterMs = null, cause }: { retryAfterMs?: number | null; cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.name = 'GitHubError';
    this.failure = failure;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Whether nothing is known of what was asked for: not there, and not refused either. */
export const isUnknown = (error: unknown): error is GitHubError =>
  error instanceof GitHubError &&
  (error.failure === 'unreachable' || error.failure === 'throttled' || error.failure === 'unauthorized');

/** Whether the thing that was asked for is not there. */
export const isMissing = (error: unknown): error is GitHubError =>
  error instanceof GitHubError && (error.failure === 'not_found' || error.failure === 'gone');
