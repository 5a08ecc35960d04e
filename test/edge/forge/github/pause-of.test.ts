import { expect, test } from 'vitest';
import { pauseOf } from '../../../../src/edge/forge/github/pause-of.ts';

const nowMs = Date.parse('2030-01-01T00:00:00Z');
const at = (seconds: number) => new Date(nowMs + seconds * 1_000).toUTCString();
const spent = { 'x-ratelimit-limit': '60', 'x-ratelimit-remaining': '0' };
const resetAt = (seconds: number) => ({ ...spent, 'x-ratelimit-reset': `${nowMs / 1_000 + seconds}` });
const secondary = 'You have exceeded a secondary rate limit.';
const abuse = 'You have triggered an abuse detection mechanism.';

test.each<[string, number, Record<string, string>, string, number | null, string | null]>([
  ['a number of seconds', 429, { 'retry-after': '7' }, '', 7_000, 'retry_after'],
  ['a date', 403, { 'retry-after': at(90), date: at(0) }, '', 90_000, 'retry_after'],
  ['a date by another clock', 403, { 'retry-after': at(3_690), date: at(3_600) }, '', 90_000, 'retry_after'],
  ['a date that is over', 429, { 'retry-after': at(-90) }, '', 1_000, 'retry_after'],
  ['no seconds', 429, { 'retry-after': '0' }, '', 1_000, 'retry_after'],
  ['a day', 429, { 'retry-after': '86400' }, '', 3_600_000, 'retry_after'],
  ['no time', 403, {}, secondary, 60_000, 'secondary_limit'],
  ['a word of old', 403, {}, abuse, 60_000, 'secondary_limit'],
  ['nothing', 429, {}, '', 60_000, 'secondary_limit'],
  ['a spent quota', 403, resetAt(600), 'API rate limit exceeded', 600_000, 'quota_spent'],
  ['a spent quota by another clock', 403, { ...resetAt(4_200), date: at(3_600) }, '', 600_000, 'quota_spent'],
  [
    'another quota that is spent',
    403,
    { ...resetAt(600), 'x-ratelimit-resource': 'search' },
    secondary,
    60_000,
    'secondary_limit',
  ],
  ['a missing right', 403, {}, 'Resource not accessible by personal access token', null, null],
  ['a token that is no good', 401, { 'retry-after': '7' }, '', null, null],
])('a refusal with %s is waited out, if it is one for the rate', (_, status, headers, message, ms, why) => {
  const pause = pauseOf({ status, headers, message }, { nowMs, before: 0 });
  expect([pause?.ms ?? null, pause?.why ?? null]).toEqual([ms, why]);
});

test('where no time is named the pause doubles with each refusal, up to an hour', () => {
  const pauses = [0, 1, 2, 6, 100].map(
    (before) => pauseOf({ status: 429, headers: {}, message: '' }, { nowMs, before })?.ms,
  );
  expect(pauses).toEqual([60_000, 120_000, 240_000, 3_600_000, 3_600_000]);
});
