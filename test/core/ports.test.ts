import fc from 'fast-check';
import { expect, it } from 'vitest';
import { freeRanges, portsPerSession } from '../../src/core/ports.ts';

const all = { from: 20_000, to: 20_044 };

it('tries whole ranges of ten, beginning where the seed says', () => {
  const starts = freeRanges(all, [], 3).map(({ from }) => from);
  expect(starts).toEqual([20_030, 20_000, 20_010, 20_020]);
});

it('leaves out what another session has, also when that was cut otherwise', () => {
  const starts = freeRanges(all, [{ from: 20_005, to: 20_014 }], 0).map(({ from }) => from);
  expect(starts).toEqual([20_020, 20_030]);
});

it('has nothing when there is no room', () => {
  expect(freeRanges({ from: 20_000, to: 20_008 }, [], 1)).toEqual([]);
});

it('never offers a port twice, or one outside', () => {
  const port = fc.integer({ min: 1_024, max: 65_535 });
  fc.assert(
    fc.property(
      port,
      fc.nat(3_000),
      fc.array(port, { maxLength: 5 }),
      fc.nat(),
      (from, size, taken, seed) => {
        const within = { from, to: Math.min(65_535, from + size) };
        const others = taken.map((start) => ({ from: start, to: start + portsPerSession - 1 }));
        const offered = freeRanges(within, others, seed).flatMap((range) =>
          Array.from({ length: portsPerSession }, (_, index) => range.from + index),
        );
        expect(new Set(offered).size).toBe(offered.length);
        expect(offered.every((each) => each >= within.from && each <= within.to)).toBe(true);
        const has = (each: number) => others.some((other) => each >= other.from && each <= other.to);
        expect(offered.some(has)).toBe(false);
      },
    ),
  );
});
