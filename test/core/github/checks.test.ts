import { expect, test } from 'vitest';
import {
  type CheckRun,
  mustReadChecks,
  type SeenChecks,
  summariseChecks,
} from '../../../src/core/github/checks.ts';

const nothing: SeenChecks = { runs: [], emptySuites: [], statuses: [], required: null };
const run = (name: string, conclusion: string | null, more: Partial<CheckRun> = {}): CheckRun => ({
  id: 1,
  name,
  app: 15_368,
  status: conclusion === null ? 'in_progress' : 'completed',
  conclusion,
  startedAtMs: 0,
  ...more,
});
const summary = (seen: Partial<SeenChecks>) => summariseChecks({ ...nothing, ...seen });

test('a commit without checks has nothing to say', () => {
  expect(summary({})).toBeNull();
  expect(summary({ required: [] })).toBeNull();
});

test.each([
  ['success', 'passing'],
  ['neutral', 'passing'],
  ['skipped', 'passing'],
  ['failure', 'failing'],
  ['cancelled', 'failing'],
  ['timed_out', 'failing'],
  ['action_required', 'failing'],
  ['startup_failure', 'failing'],
  ['a word of tomorrow', 'failing'],
  ['stale', 'pending'],
  [null, 'pending'],
])('a run that ended as %s is %s', (conclusion, state) => {
  expect(summary({ runs: [run('build', conclusion)] })).toMatchObject({
    state,
    failing: state === 'failing' ? ['build'] : [],
    pending: state === 'pending' ? ['build'] : [],
  });
});

test.each(['queued', 'waiting', 'requested', 'pending'])('a run that is %s is pending', (status) => {
  expect(summary({ runs: [run('build', null, { status })] })).toMatchObject({ state: 'pending' });
});

test.each([
  ['success', 'passing'],
  ['pending', 'pending'],
  ['failure', 'failing'],
  ['error', 'failing'],
] as const)('a status of %s is %s', (state, expected) => {
  expect(summary({ statuses: [{ context: 'ci/build', state }] })).toMatchObject({ state: expected });
});

test('one that fails outweighs one that is under way, and that one what passes', () => {
  const runs = [run('lint', 'success'), run('build', null)];
  expect(summary({ runs })).toMatchObject({ state: 'pending' });
  const statuses = [{ context: 'ci/old', state: 'error' as const }];
  expect(summary({ runs, statuses })).toEqual({
    state: 'failing',
    failing: ['ci/old'],
    pending: ['build'],
    required: null,
  });
});

test.each([
  ['the one that began last', { startedAtMs: 5, id: 1 }, { startedAtMs: 9, id: 2 }],
  ['the one that has not begun', { startedAtMs: 5, id: 3 }, { startedAtMs: null, id: 2 }],
  [
    'the one with the higher id of those that began at once',
    { startedAtMs: 5, id: 1 },
    { startedAtMs: 5, id: 2 },
  ],
])('of a check that was run again counts %s', (_, older, newer) => {
  const runs = [run('build', 'failure', older), run('build', 'success', newer)];
  for (const order of [runs, runs.toReversed()])
    expect(summary({ runs: order })).toMatchObject({ state: 'passing', failing: [] });
});

test('checks of one name by two apps are two', () => {
  const runs = [run('build', 'failure', { app: 1 }), run('build', 'success', { app: 2, startedAtMs: 9 })];
  expect(summary({ runs })).toMatchObject({ state: 'failing', failing: ['build'] });
});

test('a suite without runs counts when it could not begin, and not while it waits', () => {
  expect(summary({ emptySuites: [run('An app', null, { status: 'queued' })] })).toBeNull();
  const emptySuites = [run('GitHub Actions', 'startup_failure')];
  expect(summary({ emptySuites })).toMatchObject({ state: 'failing', failing: ['GitHub Actions'] });
});

test('a check that a merge needs is waited for until it reports', () => {
  const runs = [run('lint', 'success')];
  expect(summary({ runs, required: ['test', 'lint'] })).toEqual({
    state: 'pending',
    failing: [],
    pending: ['test'],
    required: ['lint', 'test'],
  });
  const statuses = [{ context: 'test', state: 'success' as const }];
  expect(summary({ runs, statuses, required: ['test'] })).toMatchObject({ state: 'passing' });
});

test.each([
  ['never read', null, {}, true],
  ['of another head', 'passing', { sha: 'b2' }, true],
  ['over, and somebody says that something has changed', 'passing', { heard: true }, true],
  ['over', 'passing', {}, false],
  ['over, with a failure', 'failing', {}, false],
  ['over for ten minutes', 'passing', { nowMs: 600_001 }, true],
  ['over, by a clock that was set back', 'passing', { nowMs: 0 }, true],
  ['under way', 'pending', {}, true],
] as const)('checks that are %s: read again or not', (_, state, now, expected) => {
  const read = { sha: 'a1', readAtMs: 1 };
  const known = state && { ...read, summary: { state, failing: [], pending: [], required: null } };
  expect(mustReadChecks(known, { sha: 'a1', nowMs: 2, heard: false, ...now })).toBe(expected);
});

test('where no check has reported yet, they are read again', () => {
  const known = { sha: 'a1', readAtMs: 1, summary: null };
  expect(mustReadChecks(known, { sha: 'a1', nowMs: 2, heard: false })).toBe(true);
});
