/** How far the wall clock is ahead of the boot clock, and since when (boot clock); null: since before the first look. */
export interface WallClock {
  offsetMs: number;
  sinceMs: number | null;
}

const movedMs = 60 * 60_000;
const believedAfterMs = 24 * 60 * 60_000;

/** The wall clock after another look. A correction of less than an hour is none. */
export function lookedAt(known: WallClock | null, now: { wallMs: number; bootMs: number }): WallClock {
  const offsetMs = now.wallMs - now.bootMs;
  if (known === null) return { offsetMs, sinceMs: null };
  return Math.abs(offsetMs - known.offsetMs) < movedMs ? known : { offsetMs, sinceMs: now.bootMs };
}

/** Ages by a wall clock that has just been moved delete nothing: in a day a wrong one is found. */
export const isBelieved = ({ sinceMs }: WallClock, bootMs: number): boolean =>
  sinceMs === null || bootMs - sinceMs >= believedAfterMs;
