import { describe, expect, it } from 'vitest';
import { mayMove, type SessionState, sessionMoves, sessionStates } from '../../src/core/session.ts';

const moves: readonly [SessionState, SessionState][] = [
  ['preparing', 'launching'],
  ['preparing', 'ending'],
  ['launching', 'live'],
  ['launching', 'ending'],
  ['live', 'ending'],
  ['ending', 'cleaning'],
  ['ending', 'quarantined'],
  ['cleaning', 'ended'],
  ['cleaning', 'quarantined'],
  ['quarantined', 'cleaning'],
  ['quarantined', 'ended'],
];
const pairs = sessionStates.flatMap((from) => sessionStates.map((to) => [from, to] as const));
const isMove = (from: SessionState, to: SessionState): boolean =>
  moves.some((move) => move[0] === from && move[1] === to);

describe('a session', () => {
  it.each(moves)('may move from %s to %s', (from, to) => {
    expect(mayMove(from, to)).toBe(true);
  });

  it.each(pairs.filter(([from, to]) => !isMove(from, to)))('may not move from %s to %s', (from, to) => {
    expect(mayMove(from, to)).toBe(false);
  });

  it('one actor: never works again once its end has begun', () => {
    const reachable = new Set<SessionState>(['ending']);
    for (const state of reachable) for (const to of sessionMoves[state]) reachable.add(to);
    expect([...reachable].sort()).toEqual(['cleaning', 'ended', 'ending', 'quarantined']);
  });
});
