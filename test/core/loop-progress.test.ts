import { expect, test } from 'vitest';
import { type LoopProgress, loopPhrase, standsStill } from '../../src/core/loop-progress.ts';
import { sessionsProgress } from '../../src/core/sessions-progress.ts';

const loop = (change: Partial<LoopProgress>): LoopProgress => ({
  name: 'claims',
  state: 'waiting',
  doing: 'waiting for the next look',
  sinceMs: 1_000,
  lastSuccessMs: null,
  nextMs: null,
  dueMs: null,
  ...change,
});

test.each([
  ['that is not late', 5_000, 5_000, false],
  ['that should have moved on', 5_000, 5_001, true],
  ['that may rest as long as it likes', null, 1e12, false],
])('a loop %s: stands still or not', (_what, dueMs, nowMs, expected) => {
  expect(standsStill({ dueMs }, nowMs)).toBe(expected);
});

test.each<[Partial<LoopProgress>, string]>([
  [{ state: 'listening', doing: 'waiting for a claim', nextMs: 9_000 }, 'waiting for a claim'],
  [{ state: 'working', doing: 'renewing 3 leases' }, 'renewing 3 leases'],
  [
    { state: 'retrying', doing: 'no answer within 10 s', nextMs: 5_400 },
    'trying again in 4 s: no answer within 10 s',
  ],
  [
    { state: 'retrying', doing: 'no answer within 10 s', nextMs: 1_000 },
    'trying again now: no answer within 10 s',
  ],
])('a loop says what it does in one phrase: %j', (change, phrase) => {
  expect(loopPhrase(loop(change), 2_000)).toBe(phrase);
});

test('the loops of all sessions are one line: what they do, and the one that is furthest behind', () => {
  const sessions = [
    {
      activity: 'working' as const,
      progress: loop({ sinceMs: 500, lastSuccessMs: 900, nextMs: 80, dueMs: 70 }),
    },
    {
      activity: 'working' as const,
      progress: loop({ sinceMs: 400, lastSuccessMs: null, nextMs: 90, dueMs: 60 }),
    },
    {
      activity: 'waiting_for_input' as const,
      progress: loop({ state: 'retrying', sinceMs: 600, lastSuccessMs: 800, dueMs: null }),
    },
  ];
  expect(sessionsProgress(sessions, 1_000)).toEqual({
    name: 'sessions',
    state: 'waiting',
    doing: '3 sessions: 2 working, 1 waiting for input; a step of 1 failed and is tried again',
    sinceMs: 400,
    lastSuccessMs: 800,
    nextMs: 80,
    dueMs: 60,
  });
  expect(sessionsProgress([], 1_000)).toMatchObject({ doing: 'no session', sinceMs: 1_000, dueMs: null });
});
