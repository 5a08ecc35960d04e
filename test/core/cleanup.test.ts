import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideCleanup, type KeepReason, keepReasons, type WorkspaceFact } from '../../src/core/cleanup.ts';
import type { RequestState } from '../../src/core/request.ts';
import { requestState, workspaceFact } from '../support/core-arbitraries.ts';

type Known = Extract<WorkspaceFact, { kind: 'known' }>;
const clean: Known = { kind: 'known', modified: 0, untracked: 0, unpublished: 0, underWay: 'none' };

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
  ['done', { kind: 'unknown' }, true, 'unreadable'],
  ['done', { ...clean, modified: 1 }, true, 'uncommitted_work'],
  ['done', { ...clean, untracked: 1 }, true, 'uncommitted_work'],
  ['done', { ...clean, unpublished: 1 }, true, 'unpublished_commits'],
  ['done', { ...clean, underWay: 'merge' }, true, 'unfinished_git'],
  ['done', { ...clean, underWay: 'rebase', modified: 1 }, true, 'unfinished_git'],
  ['queued', { kind: 'missing' }, true, null],
  ['queued', { kind: 'missing' }, false, 'not_proven'],
];

describe('a workspace', () => {
  it.each(table)(
    'of a request that is %s, seen as %o, proven %s: kept for %s',
    (request, seen, proven, why) => {
      const expected = why === null ? { kind: 'remove' } : { kind: 'keep', why };
      expect(decideCleanup(request, seen, proven)).toEqual(expected);
    },
  );

  it('has every reason to keep it in this table, but for that which only the removal meets', () => {
    const used = new Set(table.map(([, , , why]) => why).filter((why) => why !== null));
    expect([...used, 'not_removable'].sort()).toEqual(Object.keys(keepReasons).sort());
  });
});

const anyRequest = fc.oneof(requestState, fc.constant('unknown' as const));

it('nothing lost: goes only when it is missing, or known to hold nothing that is not elsewhere', () => {
  fc.assert(
    fc.property(anyRequest, workspaceFact, fc.boolean(), (request, seen, proven) => {
      if (decideCleanup(request, seen, proven).kind === 'keep') return;
      if (seen.kind !== 'missing') expect(seen).toEqual(clean);
    }),
  );
});

it('unknown is not dead: an unknown request or an unreadable workspace keeps it', () => {
  fc.assert(
    fc.property(anyRequest, workspaceFact, fc.boolean(), (request, seen, proven) => {
      if (seen.kind === 'missing') return;
      expect(decideCleanup('unknown', seen, proven).kind).toBe('keep');
      expect(decideCleanup(request, { kind: 'unknown' }, proven).kind).toBe('keep');
    }),
  );
});

it('over means proven over: nothing is removed under processes that may live', () => {
  fc.assert(
    fc.property(anyRequest, workspaceFact, (request, seen) => {
      expect(decideCleanup(request, seen, false)).toEqual({ kind: 'keep', why: 'not_proven' });
    }),
  );
});
