/** Both ends are included. */
export interface PortRange {
  from: number;
  to: number;
}

/** A dev server, its reload socket, a database, and what tests start beside them. */
export const portsPerSession = 10;

const overlap = (a: PortRange, b: PortRange): boolean => a.from <= b.to && b.from <= a.to;

/**
 * Ranges that a session may be given, in the order in which they are to be tried: those that no other session has. Each
 * session begins elsewhere, so that two installations on one host seldom try the same.
 * @param seed any whole number that differs from session to session.
 */
export function freeRanges(all: PortRange, taken: readonly PortRange[], seed: number): PortRange[] {
  const count = Math.max(0, Math.floor((all.to - all.from + 1) / portsPerSession));
  const ranges = Array.from({ length: count }, (_, index) => {
    const from = all.from + ((index + seed) % count) * portsPerSession;
    return { from, to: from + portsPerSession - 1 };
  });
  return ranges.filter((range) => !taken.some((other) => overlap(range, other)));
}
