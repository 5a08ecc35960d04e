import { backoffMs, callBackoff } from '../../core/backoff.ts';
import { CallError } from './call-error.ts';

/** Somebody mends the token, and waits to see it accepted. No probe tells of that. */
const refusedCapMs = 5_000;

/**
 * When a loop that asks the control plane tries again, in milliseconds: as it was told, else by the backoff.
 * @param capMs the longest pause of the backoff, where the usual one is too long.
 */
export function retryCallMs(
  error: unknown,
  failures: number,
  random: number,
  capMs: number = callBackoff.capMs,
): number {
  const toldMs = error instanceof CallError ? error.retryAfterMs : null;
  if (toldMs) return toldMs;
  const isRefused = error instanceof CallError && error.failure === 'unauthorized';
  const longestMs = Math.min(callBackoff.capMs, capMs, isRefused ? refusedCapMs : capMs);
  return backoffMs(failures, { ...callBackoff, capMs: longestMs }, random);
}
