/** How long the probe is doubted: one relist of every session. */
export const doubtDeathsForMs = 5_000;

export interface MassDeathFacts {
  /** Sessions that are launching or live by the journal, those that look dead included. */
  live: number;
  /** Of these, those that vanished without an exit receipt. */
  dead: number;
  /** Since when that was so; null at the first look. */
  doubtedForMs: number | null;
}

/**
 * When most sessions vanish at once, rather the look is wrong than that they all died: a hidden /proc, a replaced mount.
 * Then nobody is ended before a second look. A reboot only costs that pause.
 */
export function doubtsDeaths({ live, dead, doubtedForMs }: MassDeathFacts): boolean {
  const isMassDeath = dead >= 3 && dead * 2 > live;
  return isMassDeath && (doubtedForMs === null || doubtedForMs < doubtDeathsForMs);
}
