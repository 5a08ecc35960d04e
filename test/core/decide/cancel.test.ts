import { describe, expect, it } from 'vitest';
import { decideCancel } from '../../../src/core/decide/cancel.ts';
import { decideSession } from '../../../src/core/decide/decide-session.ts';
import { factsOf, liveFacts, policy } from '../../support/session-facts.ts';

const cancelled = 'by_operator';
const ending = {
  kind: 'act',
  action: { type: 'begin_ending', cause: { kind: 'cancelled', reason: cancelled } },
};

describe('a cancel', () => {
  it.each(['preparing', 'launching', 'live'] as const)('ends a session that is %s', (state) => {
    expect(decideCancel(factsOf({ memory: { state, cancelled } }))).toEqual(ending);
  });

  it.each(['ending', 'cleaning', 'ended', 'quarantined'] as const)(
    'first reason wins: changes nothing once a session is %s',
    (state) => {
      expect(decideCancel(factsOf({ memory: { state, cancelled } }))).toEqual({ kind: 'nothing' });
    },
  );

  it('does nothing that nobody asked for', () => {
    expect(decideCancel(liveFacts())).toEqual({ kind: 'nothing' });
  });

  it('comes before the exit that it races with', () => {
    const facts = liveFacts({ exit: { kind: 'exited', status: 0 }, memory: { cancelled } });
    expect(decideSession(facts, 1, policy)).toEqual(ending);
  });

  it('comes before a launch', () => {
    const memory = { prepared: true, confirmed: true, cancelled } as const;
    expect(decideSession(factsOf({ leaseDeadlineMs: 500, memory }), 1, policy)).toEqual(ending);
  });
});
