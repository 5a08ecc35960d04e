import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CleanupFacts,
  decideCleanup,
  type KeepReason,
  keepReasons,
  type SalvageFact,
  type WorkspaceFact,
} from '../../src/core/cleanup.ts';
import type { RequestState } from '../../src/core/request.ts';
import { requestState, workspaceFact } from '../support/core-arbitraries.ts';

type Known = Extract<WorkspaceFact, { kind: 'known' }>;
const clean: Known = { kind: 'known', modified: 0, untracked: 0, unpublished: 0, underWay: 'none' };
const modified: Known = { ...clean, modified: 1 };
const day = 86_400_000;

const facts: CleanupFacts = {
  request: 'done',
  workspace: clean,
  proven: true,
  salvage: { kind: 'none' },
  visited: 'no',
  keptForMs: 0,
  blockedForMs: 7 * day,
};

/** Request, workspace, proven; null: it goes. */
const table: readonly [RequestState | 'unknown', WorkspaceFact, boolean, KeepReason | null][] = [
  ['done', clean, true, null],
  ['blocked', clean, true, null],
  ['cancelled', clean, true, null],
  ['in_review', clean, true, 'in_review'],
  ['queued', clean, true, 'retry_pending'],
  ['claimed', clean, true, 'retry_pending'],
  ['running', clean, true, 'retry_pending'],
  ['unknown', clean, true, 'owner_unknown'],
  ['done', clean, false, 'not_proven'],
  ['queued', { kind: 'missing' }, true, null],
  ['queued', { kind: 'missing' }, false, 'not_proven'],
];

/** What a workspace with work meets, by its request and what of it is salvaged. */
const withWork: readonly [Partial<CleanupFacts>, 'remove' | 'salvage' | KeepReason][] = [
  [{ workspace: modified }, 'salvage'],
  [{ workspace: modified, salvage: { kind: 'earlier' } }, 'salvage'],
  [{ workspace: modified, salvage: { kind: 'saved' } }, 'remove'],
  [{ workspace: modified, salvage: { kind: 'impossible', why: 'failed' } }, 'salvage_failed'],
  [{ workspace: modified, salvage: { kind: 'impossible', why: 'too_large' } }, 'too_large'],
  [{ workspace: { kind: 'unknown' } }, 'salvage'],
  [{ workspace: { kind: 'unknown' }, salvage: { kind: 'saved' } }, 'remove'],
  [{ request: 'blocked', workspace: modified }, 'salvage'],
  [{ request: 'blocked', workspace: modified, salvage: { kind: 'saved' } }, 'uncommitted_work'],
  [
    { request: 'blocked', workspace: { ...clean, untracked: 1 }, salvage: { kind: 'earlier' } },
    'uncommitted_work',
  ],
  [
    { request: 'blocked', workspace: { ...clean, unpublished: 1 }, salvage: { kind: 'saved' } },
    'unpublished_commits',
  ],
  [
    { request: 'blocked', workspace: { ...modified, underWay: 'merge' }, salvage: { kind: 'saved' } },
    'unfinished_git',
  ],
  [{ request: 'blocked', workspace: { kind: 'unknown' }, salvage: { kind: 'saved' } }, 'unreadable'],
  [{ request: 'blocked', workspace: modified, salvage: { kind: 'earlier' }, keptForMs: 7 * day }, 'salvage'],
  [{ request: 'blocked', workspace: modified, salvage: { kind: 'saved' }, keptForMs: 7 * day }, 'remove'],
  [{ request: 'in_review', workspace: modified, salvage: { kind: 'saved' } }, 'in_review'],
  [{ visited: 'yes' }, 'in_use'],
  [{ visited: 'unknown' }, 'unreadable'],
  [{ visited: 'yes', workspace: modified, salvage: { kind: 'saved' } }, 'in_use'],
  [{ visited: 'yes', request: 'blocked', workspace: modified }, 'salvage'],
  [{ visited: 'yes', workspace: { kind: 'missing' } }, 'remove'],
];

describe('a workspace', () => {
  it.each(table)(
    'of a request that is %s, seen as %o, proven %s: kept for %s',
    (request, workspace, proven, why) => {
      const expected = why === null ? { kind: 'remove' } : { kind: 'keep', why };
      expect(decideCleanup({ ...facts, request, workspace, proven })).toEqual(expected);
    },
  );

  it.each(withWork)('with work, %o: %s', (change, expected) => {
    const decision = decideCleanup({ ...facts, ...change });
    expect(decision.kind === 'keep' ? decision.why : decision.kind).toBe(expected);
  });

  it('has every reason to keep it in these tables, but for that which only the removal meets', () => {
    const reasons = [...table.map(([, , , why]) => why), ...withWork.map(([, expected]) => expected)];
    const used = new Set(reasons.filter((why) => why !== null && why !== 'remove' && why !== 'salvage'));
    expect([...used, 'not_removable'].sort()).toEqual(Object.keys(keepReasons).sort());
  });
});

const salvageFact: fc.Arbitrary<SalvageFact> = fc.constantFrom<SalvageFact>(
  { kind: 'none' },
  { kind: 'earlier' },
  { kind: 'saved' },
  { kind: 'impossible', why: 'failed' },
  { kind: 'impossible', why: 'too_large' },
);

const anyFacts: fc.Arbitrary<CleanupFacts> = fc.record({
  request: fc.oneof(requestState, fc.constant('unknown' as const)),
  workspace: workspaceFact,
  proven: fc.boolean(),
  salvage: salvageFact,
  visited: fc.constantFrom('yes' as const, 'no' as const, 'unknown' as const),
  keptForMs: fc.nat(30 * day),
  blockedForMs: fc.nat(30 * day),
});

it('nothing lost: goes only when it is missing, or holds nothing that is not elsewhere, or was just salvaged', () => {
  fc.assert(
    fc.property(anyFacts, (seen) => {
      if (decideCleanup(seen).kind !== 'remove' || seen.workspace.kind === 'missing') return;
      if (seen.salvage.kind !== 'saved') expect(seen.workspace).toEqual(clean);
    }),
  );
});

it('unknown is not dead: an unknown request keeps it, and an unreadable workspace goes only salvaged', () => {
  fc.assert(
    fc.property(anyFacts, (seen) => {
      if (seen.workspace.kind === 'missing') return;
      expect(decideCleanup({ ...seen, request: 'unknown' }).kind).toBe('keep');
      if (seen.salvage.kind === 'saved') return;
      expect(decideCleanup({ ...seen, workspace: { kind: 'unknown' } }).kind).not.toBe('remove');
    }),
  );
});

it('nobody loses the ground: nothing is removed while a process of a person may stand in it', () => {
  fc.assert(
    fc.property(anyFacts, (seen) => {
      if (seen.workspace.kind === 'missing' || seen.visited === 'no') return;
      expect(decideCleanup(seen).kind).not.toBe('remove');
    }),
  );
});

it('over means proven over: nothing is removed, or salvaged, under processes that may live', () => {
  fc.assert(
    fc.property(anyFacts, (seen) => {
      expect(decideCleanup({ ...seen, proven: false })).toEqual({ kind: 'keep', why: 'not_proven' });
    }),
  );
});

it('asks for a salvage once: with its outcome it is decided', () => {
  fc.assert(
    fc.property(anyFacts, (seen) => {
      if (seen.salvage.kind === 'none' || seen.salvage.kind === 'earlier') return;
      expect(decideCleanup(seen).kind).not.toBe('salvage');
    }),
  );
});
