import { expect, it } from 'vitest';
import { type EndedSession, expiredSessions } from '../../src/core/log-retention.ts';

const session = (id: string, atMs: number, bytes = 10): EndedSession => ({ id, atMs, bytes });
const idsOf = (sessions: EndedSession[]): string[] => sessions.map(({ id }) => id);

it('lets go of what is older than its time', () => {
  const ended = [session('new', 900), session('old', 100), session('edge', 500)];
  expect(idsOf(expiredSessions(ended, { bytes: 1_000, ageMs: 500 }, 1_000))).toEqual(['old']);
});

it('lets go of the oldest beyond what all may take, and names the oldest first', () => {
  const ended = [session('b', 2), session('d', 4), session('a', 1), session('c', 3)];
  expect(idsOf(expiredSessions(ended, { bytes: 25, ageMs: 1_000 }, 10))).toEqual(['a', 'b']);
});

it('keeps a newer one although an older one is small enough to fit', () => {
  const ended = [session('newest', 3, 10), session('large', 2, 100), session('small', 1, 1)];
  expect(idsOf(expiredSessions(ended, { bytes: 50, ageMs: 1_000 }, 10))).toEqual(['small', 'large']);
});

it('has nothing to do with an empty place', () => {
  expect(expiredSessions([], { bytes: 1, ageMs: 1 }, 10)).toEqual([]);
});
