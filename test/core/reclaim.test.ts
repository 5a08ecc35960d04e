import { expect, it } from 'vitest';
import { type KeepReason, keepReasons } from '../../src/core/cleanup.ts';
import { type HoldingFacts, judgeHolding, type SessionWord } from '../../src/core/reclaim.ts';
import { sessionStates } from '../../src/core/session.ts';

const over: SessionWord = { state: 'ended', kept: null, proven: true, foreign: false };

const ofSession = (word: SessionWord | null, expired = true): HoldingFacts[] => [
  { holding: 'session', word, expired },
  { holding: 'workspace', word },
];
const mayGo = (facts: HoldingFacts): boolean => judgeHolding(facts).mayGo;

it('lets the directory of a session go that is over and beyond retention.logs', () => {
  expect(mayGo({ holding: 'session', word: over, expired: true })).toBe(true);
  expect(judgeHolding({ holding: 'session', word: over, expired: false })).toEqual({
    mayGo: false,
    because: 'its transcript is kept for retention.logs',
  });
});

it.each(sessionStates.filter((state) => state !== 'ended'))(
  'keeps what a session that is %s uses',
  (state) => {
    for (const facts of ofSession({ ...over, state })) expect(mayGo(facts)).toBe(false);
  },
);

it('lets a workspace go that only waits for a retry, and tries again where salvage has failed', () => {
  const waits = (Object.keys(keepReasons) as KeepReason[]).filter((kept) =>
    mayGo({ holding: 'workspace', word: { ...over, kept } }),
  );
  expect(waits.sort()).toEqual([
    'salvage_failed',
    'uncommitted_work',
    'unfinished_git',
    'unpublished_commits',
  ]);
});

it('nothing lost: keeps the directory of a session as long as its workspace', () => {
  const word: SessionWord = { ...over, kept: 'uncommitted_work' };
  expect(judgeHolding({ holding: 'session', word, expired: true })).toEqual({
    mayGo: false,
    because: 'its workspace is kept: it holds work that is not committed',
  });
});

it.each<[string, SessionWord | null]>([
  ['nobody speaks for', null],
  ['another installation has started', { ...over, foreign: true }],
  ['is not proven to be over', { ...over, proven: false }],
  [
    'is not proven to be over, though it waits for a retry',
    { ...over, proven: false, kept: 'uncommitted_work' },
  ],
])('keeps what %s', (_, word) => {
  for (const facts of ofSession(word)) expect(mayGo(facts)).toBe(false);
});

it('leaves a workspace that no record keeps to the look for residue', () => {
  expect(mayGo({ holding: 'workspace', word: over })).toBe(false);
});

it('lets salvage go when its time is over, unless the workspace is still there', () => {
  const salvage = (expired: boolean, workspaceKept: boolean) =>
    mayGo({ holding: 'salvage', expired, workspaceKept });
  expect([salvage(true, false), salvage(true, true), salvage(false, false)]).toEqual([true, false, false]);
});

it('repacks a cache that gains by it and that nobody borrows from', () => {
  const cache = (borrowers: number, tidy: boolean) => judgeHolding({ holding: 'cache', borrowers, tidy });
  expect(cache(0, false).mayGo).toBe(true);
  expect(cache(0, true).mayGo).toBe(false);
  expect(cache(2, false)).toEqual({ mayGo: false, because: '2 workspaces borrow from it' });
});

it('lets go what a kill has left half made, and logs that have a successor', () => {
  expect(mayGo({ holding: 'leftover' })).toBe(true);
  expect(mayGo({ holding: 'log', full: true })).toBe(true);
  expect(mayGo({ holding: 'log', full: false })).toBe(false);
});
