import { expect, test } from 'vitest';
import { retryAfterMs } from '../../../src/edge/control-plane/retry-after.ts';

const nowMs = Date.parse('2030-01-01T00:00:00Z');
const inTenS = 'Tue, 01 Jan 2030 00:00:10 GMT';

test.each<[string | null, string | null, number | null]>([
  [null, null, null],
  ['0', null, 0],
  ['7', null, 7_000],
  [' 120 ', null, 120_000],
  ['99999999999999', null, 2 ** 31 - 1],
  [inTenS, null, 10_000],
  // The server's clock is 5 s behind ours: what it means is 15 s from its now.
  [inTenS, 'Mon, 31 Dec 2029 23:59:55 GMT', 15_000],
  [inTenS, 'no date', 10_000],
  ['Mon, 31 Dec 2029 23:59:50 GMT', null, 0],
  ['Fri, 01 Jan 2100 00:00:00 GMT', null, 2 ** 31 - 1],
  ['soon', null, null],
  ['-3', null, null],
  ['1.5', null, null],
  ['', null, null],
])('%j with the Date %j means %j ms', (header, date, ms) => {
  expect(retryAfterMs(header, { date, nowMs })).toBe(ms);
});
