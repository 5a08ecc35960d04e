import { expect, test } from 'vitest';
import { age, ago } from '../../../src/cli/output/age.ts';
import { eventLine } from '../../../src/cli/output/event-line.ts';
import { plain, shorten } from '../../../src/cli/output/plain.ts';
import { table } from '../../../src/cli/output/table.ts';

const nowMs = Date.parse('2030-01-01T12:00:00Z');
const before = (seconds: number): string => new Date(nowMs - seconds * 1_000).toISOString();

test.each([
  [0, 'now'],
  [40, '40s'],
  [180, '3m'],
  [7_200, '2h'],
  [86_400 * 12, '12d'],
])('%i seconds are %s', (seconds, text) => {
  expect(age(before(seconds), nowMs)).toBe(text);
});

test('a time ahead of this clock is just now', () => {
  expect(ago(before(-30), nowMs)).toBe('just now');
  expect(ago(before(180), nowMs)).toBe('3m ago');
});

test('columns are aligned, colours do not count', () => {
  const lines = table(
    ['ID', 'STATE'],
    [
      ['r1', '\u001B[31mblocked\u001B[39m'],
      ['r1234', 'done'],
    ],
  );
  expect(lines).toEqual(['ID     STATE', 'r1     \u001B[31mblocked\u001B[39m', 'r1234  done']);
});

test('text of others cannot steer the terminal', () => {
  expect(plain('a\u001B[2Jb\u001B]0;title\u0007c\r\nd\u0008\u009B5m')).not.toMatch(/[\p{Cc}]/u);
  expect(plain(' one\n two\t')).toBe('one two');
  expect(plain('is \u202Eton\u202C \u2067a\u2069 שלום')).toBe('is ton a שלום');
});

test('what is cut says so', () => {
  expect(shorten('abcdef', 4)).toBe('abc…');
  expect(shorten('abcd', 4)).toBe('abcd');
});

test('an event is one line of what matters to a person', () => {
  const event = { seq: 1, at: '2030-01-01T12:00:00.000Z', requestId: 'r1', attempt: 2 };
  const data = { summary: 'It\nstopped.', next: 'Look.', tookMs: 79.4, nested: { a: 1 }, reason: null };
  expect(eventLine({ ...event, kind: 'ended', data })).toBe(
    '12:00:00  ended         attempt 2  It stopped.  tookMs 79',
  );
});
