/** What is left of the calls that GitHub takes within an hour, as its last answer said. */
export interface Quota {
  limit: number;
  remaining: number;
  /** Wall clock, milliseconds. */
  resetAtMs: number;
}

type Headers = Readonly<Record<string, string | number | undefined>>;

const numberIn = (headers: Headers, name: string): number | null => {
  const value = headers[name];
  return value === undefined || !/^\d+$/.test(String(value)) ? null : Number(value);
};

/** Null when the answer says nothing of it: a server of one's own may have no limit. */
export function quotaIn(headers: Headers): Quota | null {
  const limit = numberIn(headers, 'x-ratelimit-limit');
  const remaining = numberIn(headers, 'x-ratelimit-remaining');
  const reset = numberIn(headers, 'x-ratelimit-reset');
  if (limit === null || remaining === null || reset === null) return null;
  return { limit, remaining, resetAtMs: reset * 1_000 };
}

/** GitHub asks for a minute where it names no time. */
const unnamedPauseMs = 60_000;
const longestPauseMs = 3_600_000;

/**
 * How long a refused call has to wait, when it was refused for its rate: by Retry-After, else until the quota's reset, else
 * a minute. Null when the refusal is about something else.
 * @see https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
export function pauseOf(
  { status, headers, message }: { status: number; headers: Headers; message: string },
  nowMs: number,
): number | null {
  if (status !== 403 && status !== 429) return null;
  const seconds = numberIn(headers, 'retry-after');
  if (seconds !== null) return Math.min(longestPauseMs, seconds * 1_000);
  const quota = quotaIn(headers);
  if (quota?.remaining === 0) return Math.min(longestPauseMs, Math.max(1_000, quota.resetAtMs - nowMs));
  return status === 429 || /rate limit/i.test(message) ? unnamedPauseMs : null;
}
