/** Whoever ran this long has recovered: the next pause begins small again. */
export const recoveredAfterMs = 60_000;
const firstPauseMs = 250;
const askedToLeaveAfterMs = 1_000;
const longestPauseMs = 30_000;

/** From so many ends in a row on, it is told as a crash loop. */
export const crashLoopFrom = 3;

export interface RestartDecision {
  /** Ends without a recovery in between, this one included unless it was asked for. */
  inARow: number;
  /** How long to wait before the next start. There is always one. */
  pauseMs: number;
}

/**
 * When a kept process that has ended is started again, whatever its exit code.
 * @param inARow its ends in a row so far; 0 at first.
 * @param exitCode null where a signal ended it, or nobody saw how.
 */
export function afterEnd(inARow: number, ranForMs: number, exitCode: number | null): RestartDecision {
  if (leftInOrder(ranForMs, exitCode)) return { inARow, pauseMs: firstPauseMs };
  const now = ranForMs > recoveredAfterMs ? 1 : inARow + 1;
  // 2 ** 1000 is a number, and larger than any pause.
  return { inARow: now, pauseMs: Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(now - 1, 1_000)) };
}

/** It was asked to leave, as by `worker restart`: that is no crash. One that leaves at once slows down as any other. */
export const leftInOrder = (ranForMs: number, exitCode: number | null): boolean =>
  exitCode === 0 && ranForMs >= askedToLeaveAfterMs;

/** What the last look at a worker has told: by a word of its own, not by its process being there. */
export type SignOfLife =
  | { kind: 'moves' }
  /** It answers, but these of its loops stand still. */
  | { kind: 'stands_still'; loops: readonly string[] }
  | { kind: 'silent' };

/** What was heard of a worker. Times are of the listener's boot clock. */
export interface Heard {
  /** It has given a sign of life since it was started: before, it has longer. */
  ever: boolean;
  lookedMs: number;
  /** How long it was silent, or stood still, while the listener itself was awake. */
  stillMs: number;
  last: SignOfLife;
}

export const nothingHeard = (nowMs: number): Heard => ({
  ever: false,
  lookedMs: nowMs,
  stillMs: 0,
  last: { kind: 'silent' },
});

/** A listener that was suspended, or stopped, has not heard silence meanwhile: so much of a look counts at most. */
const longestLookMs = 3_000;
/** A new process loads its program and probes its host first. */
const firstSignWithinMs = 60_000;

export function listen(before: Heard, last: SignOfLife, nowMs: number): Heard {
  const passedMs = Math.min(nowMs - before.lookedMs, longestLookMs);
  const stillMs = last.kind === 'moves' ? 0 : before.stillMs + passedMs;
  return { ever: before.ever || last.kind !== 'silent', lookedMs: nowMs, stillMs, last };
}

/** Why a worker is to be replaced, as the end of a sentence about it; null while it is not. */
export function whyReplace({ ever, stillMs, last }: Heard, hungAfterMs: number): string | null {
  const withinMs = ever ? hungAfterMs : Math.max(hungAfterMs, firstSignWithinMs);
  if (last.kind === 'moves' || stillMs < withinMs) return null;
  const forS = `${Math.round(stillMs / 1_000)} s`;
  if (last.kind === 'silent') return `has given no sign of life for ${forS}`;
  return `stands still: ${last.loops.join(', ')}, for ${forS} more than it may`;
}
