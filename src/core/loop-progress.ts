/**
 * - not_started: waits for its turn to begin.
 * - working: a pass is under way. listening: one that waits for news from elsewhere.
 * - waiting: between two passes. retrying: the same, after one that failed.
 * - over: there is nothing more to do.
 */
export const loopStates = ['not_started', 'working', 'listening', 'waiting', 'retrying', 'over'] as const;
export type LoopState = (typeof loopStates)[number];

/** What a loop is doing. Times are of the boot clock unless said otherwise. */
export interface LoopProgress {
  name: string;
  state: LoopState;
  /** For people, in a few words: "renewing 3 leases". While it is retrying: what went wrong. */
  doing: string;
  sinceMs: number;
  lastSuccessMs: number | null;
  /** When the next pass begins, or what it listens for is asked anew; null while it works. */
  nextMs: number | null;
  /** A loop that has not moved on by then stands still. Monotonic clock: a suspend makes nobody late. */
  dueMs: number | null;
}

/** A timer that was due, or a pass without bound of its own, is this late at most while its process runs. */
export const lateMs = 30_000;

/** A pass that runs git over the network, or stops processes: each step has a bound of its own below this one. */
export const longPassMs = 30 * 60_000;

/** Whether a loop should have moved on and has not: its pass hangs, or its timer was lost. */
export const standsStill = ({ dueMs }: Pick<LoopProgress, 'dueMs'>, monotonicMs: number): boolean =>
  dueMs !== null && monotonicMs > dueMs;

/** What a loop is doing, as one phrase: "trying again in 4 s: no answer within 10 s". `nowMs` is of the clock of `nextMs`. */
export function loopPhrase(
  { state, doing, nextMs }: Pick<LoopProgress, 'state' | 'doing' | 'nextMs'>,
  nowMs: number,
): string {
  if (state !== 'retrying') return doing;
  const leftS = Math.ceil(((nextMs ?? nowMs) - nowMs) / 1_000);
  return `trying again ${leftS > 0 ? `in ${leftS} s` : 'now'}: ${doing}`;
}
