import { expect, it } from 'vitest';
import {
  afterEnd,
  type Heard,
  listen,
  nothingHeard,
  recoveredAfterMs,
  type SignOfLife,
  whyReplace,
} from '../../src/core/supervision.ts';

/** The pauses before each start, of one that ran so long each time. */
function pausesOf(ranForMs: readonly number[]): number[] {
  const pauses: number[] = [];
  let inARow = 0;
  for (const ranMs of ranForMs) {
    const next = afterEnd(inARow, ranMs, 1);
    inARow = next.inARow;
    pauses.push(next.pauseMs);
  }
  return pauses;
}

it.each([
  [
    'one that ends at once each time',
    Array(10).fill(40),
    [250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000],
  ],
  ['one that crashes once a day', [86_400_000, 86_400_000], [250, 250]],
  [
    'one that ran for a good while in between',
    [10, 10, 10, recoveredAfterMs + 1, 10],
    [250, 500, 1_000, 250, 500],
  ],
  ['one that ends just before it counts as recovered', [recoveredAfterMs, recoveredAfterMs], [250, 500]],
])('%s is started again after pauses that fit', (_, ran, pauses) => {
  expect(pausesOf(ran)).toEqual(pauses);
});

it('a crash loop never gives up, however long it goes on', () => {
  const last = afterEnd(1_000_000_000, 5, null);
  expect(last).toEqual({ inARow: 1_000_000_001, pauseMs: 30_000 });
});

it.each([
  ['that was asked to leave is not one of a row', 0, 5_000, { inARow: 2, pauseMs: 250 }],
  ['that leaves at once slows down', 0, 40, { inARow: 3, pauseMs: 1_000 }],
  ['that crashes slows down', 1, 5_000, { inARow: 3, pauseMs: 1_000 }],
])('one %s', (_, exitCode, ranForMs, decision) => {
  expect(afterEnd(2, ranForMs, exitCode)).toEqual(decision);
});

const moves: SignOfLife = { kind: 'moves' };
const silent: SignOfLife = { kind: 'silent' };
const hungAfterMs = 15_000;

/** Looks every second; each sign of the list once. */
function heardAfter(signs: readonly SignOfLife[], everyMs = 1_000): Heard {
  let heard = nothingHeard(0);
  for (const [index, sign] of signs.entries()) heard = listen(heard, sign, (index + 1) * everyMs);
  return heard;
}

it.each<[string, SignOfLife[], string | null]>([
  ['moves', [moves, moves], null],
  ['was silent for a while and moves again', [moves, ...Array(14).fill(silent), moves], null],
  ['is silent, but not for long', [moves, ...Array(14).fill(silent)], null],
  ['is silent for too long', [moves, ...Array(15).fill(silent)], 'has given no sign of life for 15 s'],
  ['has not begun to speak after half a minute', Array(30).fill(silent), null],
  ['never begins to speak', Array(60).fill(silent), 'has given no sign of life for 60 s'],
  [
    'answers, but two of its loops do not move',
    [moves, ...Array(15).fill({ kind: 'stands_still', loops: ['claims', 'wishes'] })],
    'stands still: claims, wishes, for 15 s more than it may',
  ],
])('one that %s is replaced only when it has to be', (_, signs, why) => {
  expect(whyReplace(heardAfter(signs), hungAfterMs)).toBe(why);
});

it('whoever listens and was itself suspended has not heard an hour of silence', () => {
  const before = heardAfter([moves, silent]);
  const after = listen(before, silent, 3_600_000);
  expect(after.stillMs).toBe(4_000);
  expect(whyReplace(after, hungAfterMs)).toBeNull();
});
