import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { hasCode } from '../../src/edge/files.ts';

/** Writes who it is, and when by the boot's clock, every 50 ms; most do not leave when they are asked to. */
export const witness = `[ "$((PLANEGUARD_ATTEMPT % 3))" = 0 ] || trap '' TERM
planeguard progress begun
while :; do
  read -r up rest < /proc/uptime
  echo "$PLANEGUARD_ATTEMPT $up" >> "$MARKS/$PLANEGUARD_REQUEST.witness"
  [ ! -e "$MARKS/$PLANEGUARD_REQUEST.go" ] || break
  sleep 0.05
done
planeguard finish --no-change 'Seen enough'`;

export interface Sighting {
  attempt: number;
  upS: number;
}

/** All that an agent has written; nothing before the first. */
export function sightingsIn(path: string): Sighting[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
    return [];
  }
  // The last line may be half-written.
  const lines = text.slice(0, text.lastIndexOf('\n') + 1).split('\n');
  return lines.filter(Boolean).map((line) => {
    const [attempt, upS] = line.split(' ').map(Number);
    return { attempt: attempt ?? Number.NaN, upS: upS ?? Number.NaN };
  });
}

/** The last that was seen of an attempt is before the first of the next one. */
export function expectOneAtATime(id: string, seen: readonly Sighting[]): void {
  for (const [index, now] of seen.entries()) {
    const before = seen[index - 1];
    if (before === undefined || before.attempt === now.attempt) continue;
    expect(now.attempt, `${id}: an attempt that was over is seen again`).toBeGreaterThan(before.attempt);
    expect(now.upS, `${id}: two attempts at once`).toBeGreaterThanOrEqual(before.upS);
  }
}
