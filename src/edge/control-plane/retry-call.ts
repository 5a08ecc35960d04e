import { type Backoff, backoffMs, callBackoff } from '../../core/backoff.ts';
import { CallError } from './call-error.ts';

/** Somebody mends the token, and waits to see it accepted. No probe tells of that. */
const refusedBackoff: Backoff = { ...callBackoff, capMs: 5_000 };

/** When a loop that asks the control plane tries again, in milliseconds: as it was told, else by the backoff. */
export function retryCallMs(error: unknown, failures: number, random: number): number {
  const toldMs = error instanceof CallError ? error.retryAfterMs : null;
  if (toldMs) return toldMs;
  const isRefused = error instanceof CallError && error.failure === 'unauthorized';
  return backoffMs(failures, isRefused ? refusedBackoff : callBackoff, random);
}
