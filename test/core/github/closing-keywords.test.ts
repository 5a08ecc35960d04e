import fc from 'fast-check';
import { expect, test } from 'vitest';
import { closedBy } from '../../../src/core/github/closing-keywords.ts';

const keywords = ['close', 'closes', 'closed', 'fix', 'fixes', 'fixed', 'resolve', 'resolves', 'resolved'];

test.each(keywords)('%s closes, with a colon and in capitals too', (keyword) => {
  expect(closedBy(`${keyword} #12`, 'acme/widgets')).toEqual([12]);
  expect(closedBy(`${keyword.toUpperCase()}: #12`, 'acme/widgets')).toEqual([12]);
});

test.each<[string, number[]]>([
  ['closes: acme/widgets#3 and resolves #4, fixes #4', [3, 4]],
  ['Fixes #1, #2', [1]],
  ['Resolved https://github.com/acme/widgets/issues/7', [7]],
  ['fixes http://ghe.example.org/acme/widgets/issues/7', [7]],
  ['FIXED ACME/Widgets#5', [5]],
  ['fixes\n#6', [6]],
  ['Fixes other/widgets#12', []],
  ['Fixes https://github.com/other/widgets/issues/7', []],
  ['Fixes https://github.com/acme/widgets/pull/7', []],
  ['prefixes #12, see #13, fixes 14, fixes #0', []],
  ['fixes #12345678901', []],
  ['fixes #12a', []],
  ['fixing #12', []],
  ['', []],
])('%j closes %j', (text, numbers) => {
  expect(closedBy(text, 'acme/widgets')).toEqual(numbers);
});

test('whatever a text is, the issues that it closes are numbers, each once', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 9_999_999 }), (text, number) => {
      const found = closedBy(`${text} fixes #${number} `, 'acme/widgets');
      expect(found).toContain(number);
      expect(found.every((one) => Number.isSafeInteger(one) && one > 0)).toBe(true);
      expect(new Set(found).size).toBe(found.length);
    }),
  );
});
