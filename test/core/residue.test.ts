import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decideResidue, type ResidueFacts, sightingsApartMs } from '../../src/core/decide/residue.ts';
import { isOldInQuarantine, ownerOf, type ResidueClaims } from '../../src/core/residue.ts';

const own = 'wown00000';
const other = 'wother000';

const owners: [ResidueClaims['installations'], ResidueClaims['place'], ReturnType<typeof ownerOf>][] = [
  [[own], 'here', 'ours'],
  [[own], 'not_told', 'ours'],
  [[own], 'elsewhere', 'unproven'],
  [[own, other], 'here', 'unproven'],
  [[other], 'here', 'unproven'],
  [[other], 'elsewhere', 'foreign'],
  [[other], 'not_told', 'foreign'],
  [[], 'here', 'unproven'],
  [[], 'elsewhere', 'foreign'],
  [[], 'not_told', 'foreign'],
];

it.each(owners)('what names %j and lies %s is %s', (installations, place, owner) => {
  expect(ownerOf({ installations, place }, own)).toBe(owner);
});

const twice: ResidueFacts = {
  owner: 'ours',
  attempt: 'over',
  seenForMs: 60_000,
  failed: false,
  wish: null,
  graceMs: 2_000,
};

const decisions: [string, Partial<ResidueFacts>, string][] = [
  ['ours, over, seen twice', {}, 'clean'],
  ['seen once', { seenForMs: 1_999 }, 'look_again'],
  ['seen twice within a second, however short the grace', { seenForMs: 999, graceMs: 1 }, 'look_again'],
  ['seen for 10 s, however long the grace', { seenForMs: 10_000, graceMs: 60_000 }, 'clean'],
  ['the control plane away', { attempt: 'unknown' }, 'look_again'],
  ['a running attempt without a record', { attempt: 'held' }, 'attempt_running'],
  ['an attempt that nobody knows', { attempt: 'not_known' }, 'attempt_not_known'],
  ['not proven ours', { owner: 'unproven' }, 'owner_unproven'],
  ['cleaned in vain', { failed: true }, 'not_cleaned'],
  ["another's", { owner: 'foreign' }, 'ignore'],
  ['not proven ours, and a person says clean', { owner: 'unproven', wish: 'clean' }, 'clean'],
  ['cleaned in vain, and a person says clean', { failed: true, wish: 'clean' }, 'clean'],
  ['released', { wish: 'release' }, 'ignore'],
];

it.each(decisions)('%s', (_what, facts, expected) => {
  const decision = decideResidue({ ...twice, ...facts });
  expect(decision.kind === 'quarantine' ? decision.why : decision.kind).toBe(expected);
});

const anyFacts: fc.Arbitrary<ResidueFacts> = fc.record({
  owner: fc.constantFrom('ours' as const, 'foreign' as const, 'unproven' as const),
  attempt: fc.constantFrom('over' as const, 'held' as const, 'not_known' as const, 'unknown' as const),
  seenForMs: fc.nat(30_000),
  failed: fc.boolean(),
  wish: fc.constantFrom(null, 'clean' as const, 'release' as const),
  graceMs: fc.nat(20_000),
});

it('by itself, cleans only what is ours, whose attempt is over, and what was seen twice', () => {
  fc.assert(
    fc.property(anyFacts, (facts) => {
      if (facts.wish !== null || decideResidue(facts).kind !== 'clean') return;
      expect(facts).toMatchObject({ owner: 'ours', attempt: 'over', failed: false });
      expect(facts.seenForMs).toBeGreaterThanOrEqual(sightingsApartMs(facts.graceMs));
    }),
  );
});

it("never touches another installation's, whatever is wished", () => {
  fc.assert(
    fc.property(anyFacts, (facts) => {
      expect(decideResidue({ ...facts, owner: 'foreign' })).toEqual({ kind: 'ignore' });
    }),
  );
});

it('calls a day in quarantine long', () => {
  expect([isOldInQuarantine(0, 86_399_999), isOldInQuarantine(0, 86_400_000)]).toEqual([false, true]);
});
