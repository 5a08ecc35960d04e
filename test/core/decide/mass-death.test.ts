import fc from 'fast-check';
import { expect, it } from 'vitest';
import { doubtDeathsForMs, doubtsDeaths } from '../../../src/core/decide/mass-death.ts';

const table: [live: number, dead: number, doubted: boolean][] = [
  [1, 1, false],
  [2, 2, false],
  [3, 2, false],
  [3, 3, true],
  [5, 3, true],
  [6, 3, false],
  [20, 3, false],
  [20, 11, true],
];

it.each(table)('of %i live sessions %i look dead at once: doubted %s', (live, dead, doubted) => {
  expect(doubtsDeaths({ live, dead, doubtedForMs: null })).toBe(doubted);
});

it('doubts for one pause, and then believes', () => {
  const facts = { live: 4, dead: 4 };
  const doubts = [0, doubtDeathsForMs - 1, doubtDeathsForMs].map((doubtedForMs) =>
    doubtsDeaths({ ...facts, doubtedForMs }),
  );
  expect(doubts).toEqual([true, true, false]);
});

it('never doubts for longer than the pause, nor when less than half are dead', () => {
  fc.assert(
    fc.property(fc.nat(100), fc.nat(100), fc.nat(60_000), (live, dead, doubtedForMs) => {
      if (!doubtsDeaths({ live, dead, doubtedForMs })) return;
      expect(doubtedForMs).toBeLessThan(doubtDeathsForMs);
      expect(dead * 2).toBeGreaterThan(live);
    }),
  );
});
