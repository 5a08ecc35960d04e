import { expect, test } from 'vitest';
import { CallError } from '../../../src/edge/control-plane/call-error.ts';
import { retryCallMs } from '../../../src/edge/control-plane/retry-call.ts';

const throttled = (retryAfterMs: number | null) =>
  new CallError('unavailable', 'A pause.', { failure: 'throttled', retryAfterMs });

test('a pause that was asked for is kept as told, however long or often it failed', () => {
  expect(retryCallMs(throttled(7_000), 1, 0.9)).toBe(7_000);
  expect(retryCallMs(throttled(7_000), 20, 0.9)).toBe(7_000);
  expect(retryCallMs(throttled(3_600_000), 1, 0)).toBe(3_600_000);
});

test('no pause, or one of nothing, is no invitation to call without end', () => {
  expect(retryCallMs(throttled(0), 1, 0)).toBe(125);
  expect(retryCallMs(throttled(null), 1, 0)).toBe(125);
  expect(retryCallMs(new Error('a bug'), 8, 0.5)).toBe(15_000);
});

test('a shorter cap bounds what the backoff says, never what was told', () => {
  expect(retryCallMs(new Error('a bug'), 8, 0.5, 10_000)).toBe(5_000);
  expect(retryCallMs(new Error('a bug'), 8, 0.5, 120_000)).toBe(15_000);
  expect(retryCallMs(throttled(60_000), 8, 0.5, 10_000)).toBe(60_000);
});
