/** How failures in a row space out the tries. Milliseconds. */
export interface Backoff {
  baseMs: number;
  capMs: number;
}

/** What fails on this machine: nobody else is disturbed by looking again soon. */
export const localBackoff: Backoff = { baseMs: 1_000, capMs: 5_000 };
/** Calls to a control plane, which others call too. The probe ends the pause when it is back. */
export const callBackoff: Backoff = { baseMs: 250, capMs: 30_000 };

/**
 * Full jitter: anywhere below a ceiling that doubles with each failure; never below half of the base.
 * @param failures in a row, at least 1.
 * @param random in [0, 1).
 */
export function backoffMs(failures: number, { baseMs, capMs }: Backoff, random: number): number {
  const ceiling = Math.min(capMs, baseMs * 2 ** (failures - 1));
  return Math.round(Math.max(baseMs / 2, ceiling * random));
}
