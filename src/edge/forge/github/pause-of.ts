import { retryAfterMs } from '../../control-plane/retry-after.ts';
import { type Headers, numberIn, quotaIn } from './quota.ts';

/** Why nothing is asked of GitHub: its quota is spent, it named a time, or it limits calls without naming one. */
export type PauseReason = 'quota_spent' | 'retry_after' | 'secondary_limit';

export interface Pause {
  ms: number;
  why: PauseReason;
}

/** GitHub asks for a minute where it names no time, and for more each time that this was not enough. */
const unnamedPauseMs = 60_000;
const shortestPauseMs = 1_000;
const longestPauseMs = 3_600_000;

interface Refusal {
  status: number;
  headers: Headers;
  message: string;
}

/**
 * How long a refused call has to wait, when it was refused for its rate: by Retry-After, else until the quota's reset, else
 * a minute, doubled with each such refusal before it. Null when the refusal is about something else.
 * @param before such refusals in a row.
 * @see https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api
 */
export function pauseOf(
  { status, headers, message }: Refusal,
  { nowMs, before }: { nowMs: number; before: number },
): Pause | null {
  if (status !== 403 && status !== 429) return null;
  const named = namedMs(headers, nowMs);
  if (named !== null) return { ms: bounded(named), why: 'retry_after' };
  const spent = spentPause(headers, nowMs);
  if (spent !== null) return spent;
  if (status !== 429 && !/rate limit|abuse detection/i.test(message)) return null;
  return { ms: bounded(unnamedPauseMs * 2 ** Math.min(before, 10)), why: 'secondary_limit' };
}

/** How long nothing may be asked because nothing is left; null while something is. */
export function spentPause(headers: Headers, nowMs: number): Pause | null {
  if (numberIn(headers, 'x-ratelimit-remaining') !== 0) return null;
  const quota = quotaIn(headers, nowMs);
  return quota === null ? null : { ms: bounded(quota.resetAtMs - nowMs), why: 'quota_spent' };
}

const namedMs = (headers: Headers, nowMs: number): number | null => {
  const text = (name: string): string | null => (headers[name] === undefined ? null : String(headers[name]));
  return retryAfterMs(text('retry-after'), { date: text('date'), nowMs });
};

const bounded = (ms: number): number => Math.min(longestPauseMs, Math.max(shortestPauseMs, ms));
