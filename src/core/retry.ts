import type { Reason } from './reason.ts';
import type { Verdict } from './request.ts';

export interface RetryPolicy {
  /** Attempts in all before the request is blocked. */
  attempts: number;
  baseMs: number;
  capMs: number;
}

/** Ends of an attempt that another attempt may mend. */
const retried: ReadonlySet<Reason> = new Set([
  'agent_failed',
  'session_lost',
  'lease_expired',
  'launch_failed',
]);

export interface FailedAttempt {
  reason: Reason;
  summary: string;
}

/**
 * What an attempt's failure means for its request.
 * @param failures this attempt's and the earlier ones' of the same budget, oldest first.
 * @param random in [0, 1), for full jitter.
 */
export function afterFailure(failures: FailedAttempt[], policy: RetryPolicy, random: number): Verdict {
  const last = failures.at(-1);
  if (!last) throw new RangeError('afterFailure needs at least one failure');
  if (!retried.has(last.reason)) return { to: 'blocked', reason: last.reason, summary: last.summary };
  if (failures.length >= policy.attempts) {
    return { to: 'blocked', reason: 'attempts_exhausted', summary: causes(failures) };
  }
  const delayMs = retryDelayMs(failures.length, policy, random);
  return { to: 'queued', reason: last.reason, summary: last.summary, delayMs };
}

/** Exponential backoff with full jitter, never below half of its base. */
export function retryDelayMs(failedCount: number, policy: RetryPolicy, random: number): number {
  const ceiling = Math.min(policy.capMs, policy.baseMs * 2 ** (failedCount - 1));
  return Math.round(Math.max(policy.baseMs / 2, ceiling * random));
}

/** Each cause once, in the order in which it was first met, with how often. */
function causes(failures: FailedAttempt[]): string {
  const counts = new Map<string, number>();
  for (const { reason, summary } of failures) {
    const cause = `${reason} (${summary})`;
    counts.set(cause, (counts.get(cause) ?? 0) + 1);
  }
  const lines = [...counts].map(([cause, count]) => (count === 1 ? cause : `${count} × ${cause}`));
  return `${failures.length} attempts failed: ${lines.join('; ')}`;
}

export type UnconfirmedVerdict =
  | { to: 'blocked'; reason: Reason; summary: string }
  | { to: 'queued'; delayMs: number };

/**
 * What it means for a request that a claim was never confirmed. Nothing was launched, so it costs no attempt; but a
 * request that ends whoever takes it, before their first word, has to come to rest too.
 * @param count such claims of the same budget, this one included.
 */
export function afterUnconfirmed(count: number, policy: RetryPolicy, random: number): UnconfirmedVerdict {
  if (count >= policy.attempts) {
    const summary = `${count} × claimed and never confirmed: each time the worker went silent before it had started a session.`;
    return { to: 'blocked', reason: 'attempts_exhausted', summary };
  }
  return { to: 'queued', delayMs: retryDelayMs(count, policy, random) };
}
