import { expect, test } from 'vitest';
import { checksText } from '../../../src/cli/output/checks-text.ts';

const none = { failing: [], pending: [], required: null };

test.each([
  [null, null],
  [{ ...none, state: 'passing' as const }, 'passing'],
  [{ ...none, state: 'pending' as const, pending: ['lint'] }, 'pending: lint'],
  [
    { state: 'failing' as const, failing: ['build', 'test'], pending: ['lint'], required: ['test'] },
    'failing: build, test (required); pending: lint',
  ],
  [
    {
      ...none,
      state: 'failing' as const,
      failing: ['\u001B[2J', ...Array.from({ length: 11 }, (_, i) => `c${i}`)],
    },
    expect.stringMatching(/^failing: [ -~]+, c8, 2 more$/),
  ],
])('checks in one line: %j', (checks, text) => {
  expect(checksText(checks)).toEqual(text);
});
