import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type CacheFacts, decideRepack, repackAtMostEveryMs } from '../../src/core/repack.ts';

const tidy: CacheFacts = {
  borrowers: 0,
  packs: 1,
  looseObjects: 0,
  looseBytes: 0,
  letGo: false,
  sinceLastMs: null,
};

it.each([
  [{ letGo: true }, 'let_go'],
  [{ packs: 20 }, 'many_packs'],
  [{ looseObjects: 2_000 }, 'many_loose_objects'],
  [{ looseBytes: 64 * 1024 * 1024 }, 'many_loose_objects'],
] as const)('repacks a cache that nobody borrows from: %j', (facts, because) => {
  expect(decideRepack({ ...tidy, ...facts })).toEqual({ kind: 'repack', because });
});

it('leaves a cache that has little to gain', () => {
  expect(decideRepack({ ...tidy, packs: 19, looseObjects: 1_999 })).toEqual({
    kind: 'leave',
    because: 'tidy',
  });
});

it('tries once a day at most, however it ended', () => {
  const recent = { ...tidy, letGo: true, sinceLastMs: repackAtMostEveryMs - 1 };
  expect(decideRepack(recent)).toEqual({ kind: 'leave', because: 'recent' });
  expect(decideRepack({ ...recent, sinceLastMs: repackAtMostEveryMs }).kind).toBe('repack');
});

const facts: fc.Arbitrary<CacheFacts> = fc.record({
  borrowers: fc.integer({ min: 1, max: 50 }),
  packs: fc.nat(),
  looseObjects: fc.nat(),
  looseBytes: fc.nat(),
  letGo: fc.boolean(),
  sinceLastMs: fc.option(fc.nat()),
});

it('nothing lost: never touches a cache that somebody borrows from', () => {
  fc.assert(fc.property(facts, (seen) => decideRepack(seen).kind === 'leave'));
});
