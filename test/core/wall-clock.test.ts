import { expect, test } from 'vitest';
import { isBelieved, lookedAt } from '../../src/core/wall-clock.ts';

const hourMs = 60 * 60_000;
const year = 365 * 24 * hourMs;

test('a wall clock that goes on as it did is believed, whatever it shows and however small its corrections', () => {
  const first = lookedAt(null, { wallMs: year, bootMs: 0 });
  expect(isBelieved(first, 0)).toBe(true);
  const later = lookedAt(first, { wallMs: year + 2.9 * hourMs, bootMs: 2 * hourMs });
  expect(isBelieved(later, 2 * hourMs)).toBe(true);
});

test.each([1, -1])(
  'one that was moved by %i years is believed after a day on which it stayed so',
  (years) => {
    const first = lookedAt(null, { wallMs: 10 * year, bootMs: 0 });
    const moved = lookedAt(first, { wallMs: (10 + years) * year + hourMs, bootMs: hourMs });
    const again = lookedAt(moved, { wallMs: (10 + years) * year + 2 * hourMs, bootMs: 2 * hourMs });
    expect([2, 24, 25].map((hours) => isBelieved(again, hours * hourMs))).toEqual([false, false, true]);
  },
);
