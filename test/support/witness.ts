import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { hasCode } from '../../src/edge/files.ts';

/**
 * Writes which attempt it is, when by the boot's clock, and of which worker, every 50 ms; most do not leave when they are
 * asked to. Waits in bash's own `read`: a process for each pause, of many witnesses, takes a core.
 */
export const witness = `[ -n "\${BASH_VERSION:-}" ] || exec bash -eu "$0"
[ "$((PLANEGUARD_ATTEMPT % 3))" = 0 ] || trap '' TERM
planeguard progress begun
exec 8<> <(:)
while :; do
  read -r up rest < /proc/uptime
  echo "$PLANEGUARD_ATTEMPT $up \${PLANEGUARD_SPOOL%/sessions/*}" >> "$MARKS/$PLANEGUARD_REQUEST.witness"
  [ ! -e "$MARKS/$PLANEGUARD_REQUEST.go" ] || break
  read -r -t 0.05 -u 8 rest || true
done
planeguard finish --no-change 'Seen enough'`;

export interface Sighting {
  attempt: number;
  upS: number;
  /** Of its worker. */
  stateDir: string;
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
    const [attempt, upS, ...stateDir] = line.split(' ');
    return { attempt: Number(attempt), upS: Number(upS), stateDir: stateDir.join(' ') };
  });
}

/** Of two attempts of a request, one after the other. */
export interface Takeover {
  /** From the last that was seen of any attempt before to the first of the later one: below 0 they acted at once. */
  gapMs: number;
  byOtherWorker: boolean;
}

export function takeoversIn(seen: readonly Sighting[]): Takeover[] {
  const attempts = Map.groupBy(seen, ({ attempt }) => attempt);
  const numbers = [...attempts.keys()].sort((one, other) => one - other);
  return numbers.slice(1).map((number) => {
    const first = attempts.get(number)?.[0];
    const last = seen.findLast(({ attempt }) => attempt < number);
    if (first === undefined || last === undefined) throw new Error(`attempt ${number} was never seen`);
    return {
      gapMs: Math.round((first.upS - last.upS) * 1_000),
      byOtherWorker: first.stateDir !== last.stateDir,
    };
  });
}

export function expectOneAtATime(id: string, seen: readonly Sighting[]): void {
  for (const { gapMs } of takeoversIn(seen))
    expect(gapMs, `${id}: two attempts at once`).toBeGreaterThanOrEqual(0);
}
