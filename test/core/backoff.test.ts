import { expect, test } from 'vitest';
import { backoffMs, callBackoff, localBackoff } from '../../src/core/backoff.ts';

const almostOne = 1 - Number.EPSILON;

test.each([
  [1, 500],
  [2, 1_000],
  [3, 2_000],
  [6, 16_000],
  [7, 30_000],
  [5_000, 30_000],
])('after %i failures in a row a call is repeated within %i ms, anywhere within', (failures, ceilingMs) => {
  expect(backoffMs(failures, callBackoff, almostOne)).toBe(ceilingMs);
  expect(backoffMs(failures, callBackoff, 0.5)).toBe(Math.max(250, ceilingMs / 2));
  expect(backoffMs(failures, callBackoff, 0)).toBe(250);
});

test('what fails on this machine is looked at again within 5 s, however often it failed', () => {
  expect(backoffMs(99, localBackoff, almostOne)).toBe(5_000);
});
