import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatDuration, parseDuration } from '../../src/config/duration.ts';

test.each([
  ['10s', 10_000],
  ['1.5h', 5_400_000],
  ['250ms', 250],
  [' 30m ', 1_800_000],
  ['2d', 172_800_000],
])('%s is %i ms', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each(['', '10', 's', '-1s', '1e3s', '10 weeks', '99999999999999999d'])('%j is no duration', (text) => {
  expect(parseDuration(text)).toBeNull();
});

test('what is formatted is read as the same time', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10 ** 12 }), (ms) => parseDuration(formatDuration(ms)) === ms),
  );
});
