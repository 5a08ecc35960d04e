import fc from 'fast-check';
import { expect, it } from 'vitest';
import { attemptId, requestIdFrom, requestIdPattern, tmuxName } from '../../src/core/ids.ts';

const bytes = fc.uint8Array({ minLength: 8, maxLength: 12 });

it('makes ids that match their pattern and need no quoting anywhere', () => {
  fc.assert(
    fc.property(bytes, fc.integer({ min: 1, max: 9_999 }), (random, attempt) => {
      const id = requestIdFrom(random);
      expect(id).toMatch(requestIdPattern);
      expect(tmuxName(attemptId(id, attempt))).toMatch(/^pg-r[0-9a-z]{8}-\d+$/);
    }),
  );
});

it('uses every letter of the alphabet, and none that can be misread', () => {
  const letters = new Set(
    Array.from({ length: 32 }, (_, n) => requestIdFrom(new Uint8Array(8).fill(n)).at(-1)),
  );
  expect(letters.size).toBe(32);
  for (const misread of ['i', 'l', 'o', 'u']) expect(letters).not.toContain(misread);
});

it.each(['r1234567', 'R12345678', 'r1234567i', 'r12345678 ', 'r1234567\n', 'r123456789'])(
  'does not take %o for an id',
  (text) => {
    expect(requestIdPattern.test(text)).toBe(false);
  },
);
