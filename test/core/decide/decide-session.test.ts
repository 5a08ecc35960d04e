import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decideSession } from '../../../src/core/decide/decide-session.ts';
import { sessionFacts } from '../../support/core-arbitraries.ts';
import { liveFacts, policy } from '../../support/session-facts.ts';

const anyTime = fc.nat(40_000_000);

it('waits for the earliest of all times at which something is due', () => {
  const facts = liveFacts({ leaseDeadlineMs: 700_000, quietSinceMs: 0 });
  expect(decideSession(facts, 0, policy)).toEqual({ kind: 'wait', untilMs: 700_000 });
  expect(decideSession({ ...facts, leaseDeadlineMs: 1e9 }, 0, policy)).toEqual({
    kind: 'wait',
    untilMs: policy.stallAfterMs,
  });
});

it('waits only for times that are still to come', () => {
  fc.assert(
    fc.property(sessionFacts, anyTime, (facts, nowMs) => {
      const decision = decideSession(facts, nowMs, policy);
      if (decision.kind === 'wait') expect(decision.untilMs).toBeGreaterThan(nowMs);
    }),
  );
});

it('first reason wins: no end begins twice', () => {
  fc.assert(
    fc.property(sessionFacts, anyTime, (facts, nowMs) => {
      const decision = decideSession(facts, nowMs, policy);
      if (decision.kind !== 'act' || decision.action.type !== 'begin_ending') return;
      expect(['preparing', 'launching', 'live']).toContain(facts.memory.state);
    }),
  );
});

it('unknown is not dead: before any limit, a live session of which nothing is known goes on', () => {
  const unknown = {
    parent: 'unknown',
    watch: 'unknown',
    turn: { state: 'unknown' },
    lastTypedMs: 'unknown',
  } as const;
  fc.assert(
    fc.property(sessionFacts, fc.constantFrom('none', 'unreadable'), (facts, kind) => {
      const memory = {
        ...liveFacts().memory,
        question: facts.memory.question,
        noChange: facts.memory.noChange,
      };
      const seen = { ...facts, ...unknown, exit: { kind } as const, memory, leaseDeadlineMs: 1e9 };
      const beforeLimits = Math.min(seen.idleSinceMs + policy.stallAfterMs, policy.maxDurationMs) - 1;
      const decision = decideSession(seen, beforeLimits, policy);
      if (decision.kind === 'act') expect(decision.action.type).toBe('carry_out_commands');
    }),
  );
});

it('no lies: a live session always has a time at which somebody looks again, or something to do', () => {
  fc.assert(
    fc.property(sessionFacts, anyTime, (facts, nowMs) => {
      const memory = { ...facts.memory, state: 'live' as const };
      expect(decideSession({ ...facts, memory }, nowMs, policy).kind).not.toBe('nothing');
    }),
  );
});
