import { backoffMs, callBackoff } from '../../core/backoff.ts';
import { CallError } from './call-error.ts';

/** When a loop that asks the control plane tries again, in milliseconds: as it was told, else by the backoff. */
export function retryCallMs(error: unknown, failures: number, random: number): number {
  const toldMs = error instanceof CallError ? error.retryAfterMs : null;
  return toldMs ? toldMs : backoffMs(failures, callBackoff, random);
}
