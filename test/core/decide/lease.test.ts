import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideSession } from '../../../src/core/decide/decide-session.ts';
import { decideLease } from '../../../src/core/decide/lease.ts';
import type { Decision } from '../../../src/core/session-facts.ts';
import { sessionFacts } from '../../support/core-arbitraries.ts';
import { liveFacts, policy } from '../../support/session-facts.ts';

const ends = (why: 'expired' | 'fenced' | 'gone'): Decision => ({
  kind: 'act',
  action: { type: 'begin_ending', cause: { kind: 'lease_lost', why } },
});

describe('a lease', () => {
  it.each([
    ['renewed', liveFacts({ leaseDeadlineMs: 500 }), { kind: 'wait', untilMs: 500 }],
    ['past its deadline', liveFacts({ leaseDeadlineMs: 100 }), ends('expired')],
    ['fenced', liveFacts({ memory: { lostLease: 'fenced' } }), ends('fenced')],
    ['gone, though the deadline is far', liveFacts({ memory: { lostLease: 'gone' } }), ends('gone')],
    ['never acknowledged', liveFacts({ leaseDeadlineMs: null }), { kind: 'nothing' }],
    ['lost while ending', liveFacts({ memory: { state: 'ending', lostLease: 'gone' } }), { kind: 'nothing' }],
  ] as const)('that is %s', (_, facts, decision) => {
    expect(decideLease(facts, 100)).toEqual(decision);
  });
});

const acting = sessionFacts.filter(({ memory }) => ['preparing', 'launching', 'live'].includes(memory.state));

it('fail closed: a lost lease ends a session before anything else is decided', () => {
  fc.assert(
    fc.property(acting, fc.constantFrom('fenced', 'gone'), fc.nat(40_000_000), (facts, why, nowMs) => {
      const lost = { ...facts, memory: { ...facts.memory, lostLease: why } };
      expect(decideSession(lost, nowMs, policy)).toEqual(ends(why));
    }),
  );
});

it('fail closed: a passed deadline ends a session, whatever else is known or unknown', () => {
  fc.assert(
    fc.property(acting, fc.nat(40_000_000), fc.nat(40_000_000), (facts, leaseDeadlineMs, lateMs) => {
      const memory = { ...facts.memory, lostLease: null };
      const decision = decideSession({ ...facts, memory, leaseDeadlineMs }, leaseDeadlineMs + lateMs, policy);
      expect(decision).toEqual(ends('expired'));
    }),
  );
});
