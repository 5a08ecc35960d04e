import { expect, test } from 'vitest';
import { backoffMs, callBackoff, localBackoff } from '../../src/core/backoff.ts';

const almostOne = 1 - Number.EPSILON;

test.each([
  [1, 250],
  [2, 500],
  [3, 1_000],
  [7, 16_000],
  [8, 30_000],
  [5_000, 30_000],
])('after %i failures in a row a call is repeated within %i ms, anywhere within', (failures, ceilingMs) => {
  expect(backoffMs(failures, callBackoff, almostOne)).toBe(ceilingMs);
  expect(backoffMs(failures, callBackoff, 0.5)).toBe(Math.max(125, ceilingMs / 2));
  expect(backoffMs(failures, callBackoff, 0)).toBe(125);
});

test('what fails on this machine is looked at again within 5 s, however often it failed', () => {
  expect(backoffMs(99, localBackoff, almostOne)).toBe(5_000);
});
