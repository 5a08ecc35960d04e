import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { quoteForSh, quoteWordsForSh } from '../../src/core/quote-for-sh.ts';

it.each([
  ['plain', "'plain'"],
  ['', "''"],
  ["it's", `'it'\\''s'`],
  ['$(id) `id` "x" \\', `'$(id) \`id\` "x" \\'`],
])('quotes %o', (text, quoted) => {
  expect(quoteForSh(text)).toBe(quoted);
});

it('means to a real sh exactly the words it was given', () => {
  const withoutNul = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\0', ''));
  const words = fc.sample(withoutNul, 200);
  const script = `for word in ${quoteWordsForSh(words)}; do printf '%s\\0' "$word"; done`;
  const said = execFileSync('sh', ['-c', script], { encoding: 'utf8' });
  expect(said.split('\0').slice(0, -1)).toEqual(words);
});
