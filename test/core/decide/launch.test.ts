import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideSession } from '../../../src/core/decide/decide-session.ts';
import { decideLaunch } from '../../../src/core/decide/launch.ts';
import type { SessionMemory } from '../../../src/core/session-facts.ts';
import { sessionFacts } from '../../support/core-arbitraries.ts';
import { factsOf, liveFacts, policy } from '../../support/session-facts.ts';

const act = (type: string) => ({ kind: 'act', action: { type } });
const launching = (seen: Parameters<typeof factsOf>[0] = {}) =>
  factsOf({ ...seen, memory: { state: 'launching', launchedAtMs: 1_000 } });
const overdueMs = 1_000 + policy.readyWithinMs;

describe('a launch', () => {
  it('begins with a workspace, without waiting for the lease', () => {
    expect(decideLaunch(factsOf(), 0, policy)).toEqual(act('prepare'));
  });

  it.each<[Partial<SessionMemory>, number | null, string]>([
    [{ prepared: true }, 500, 'no renewal acknowledged'],
    [{ prepared: true, confirmed: true }, null, 'no deadline known'],
  ])('fail closed: waits with %o and deadline %o: %s', (memory, leaseDeadlineMs) => {
    expect(decideLaunch(factsOf({ memory, leaseDeadlineMs }), 0, policy)).toEqual({ kind: 'nothing' });
  });

  it('follows the first acknowledged renewal', () => {
    const facts = factsOf({ memory: { prepared: true, confirmed: true }, leaseDeadlineMs: 500 });
    expect(decideLaunch(facts, 0, policy)).toEqual(act('launch'));
  });

  it.each(['alive', 'dead', 'unknown'] as const)('is acknowledged when its parent is %s', (parent) => {
    expect(decideLaunch(launching({ parent }), overdueMs, policy)).toEqual(act('acknowledge_launch'));
  });

  it.each([{ kind: 'unreadable' }, { kind: 'exited', status: 1 }] as const)(
    'is acknowledged when there is an exit receipt: %o',
    (exit) => {
      expect(decideLaunch(launching({ exit }), 1_001, policy)).toEqual(act('acknowledge_launch'));
    },
  );

  it('is acknowledged once it has started, however long nobody could be told', () => {
    const failing = { sinceMs: 0, message: 'The control plane cannot be reached.' };
    const facts = launching({ parent: 'alive', failing });
    expect(decideLaunch(facts, overdueMs * 100, policy)).toEqual(act('acknowledge_launch'));
  });

  it.each([{ state: 'preparing' }, { state: 'launching', launchedAtMs: 0 }] as const)(
    'whose steps fail for readyWithin is ended with their message: %o',
    (memory) => {
      const facts = factsOf({ memory, failing: { sinceMs: 0, message: 'No space left.' } });
      expect(decideLaunch(facts, policy.readyWithinMs, policy)).toMatchObject({
        action: { cause: { kind: 'not_started', reason: 'launch_failed', message: 'No space left.' } },
      });
      expect(decideLaunch(facts, policy.readyWithinMs - 1, policy)).not.toMatchObject({
        action: { type: 'begin_ending' },
      });
    },
  );

  it('that runs is acknowledged again and again, however long nobody can be told', () => {
    const facts = { ...launching({ parent: 'alive' }), failing: { sinceMs: 0, message: 'nobody answers' } };
    expect(decideLaunch(facts, 10 * overdueMs, policy)).toEqual(act('acknowledge_launch'));
  });

  it('is given readyWithin, then ended as launch_failed', () => {
    expect(decideLaunch(launching(), overdueMs - 1, policy)).toEqual({ kind: 'wait', untilMs: overdueMs });
    expect(decideLaunch(launching(), overdueMs, policy)).toMatchObject({
      action: { type: 'begin_ending', cause: { kind: 'not_started', reason: 'launch_failed' } },
    });
  });

  it("is nobody else's business", () => {
    expect(decideLaunch(liveFacts(), 0, policy)).toEqual({ kind: 'nothing' });
  });
});

it('one actor: nothing is launched without an acknowledged renewal and a deadline ahead', () => {
  fc.assert(
    fc.property(sessionFacts, fc.nat(40_000_000), (facts, nowMs) => {
      const decision = decideSession(facts, nowMs, policy);
      if (decision.kind !== 'act' || decision.action.type !== 'launch') return;
      if (facts.memory.state !== 'preparing') {
        expect(facts.memory.launchedAtMs).toBeNull();
        return;
      }
      expect(facts.memory).toMatchObject({ confirmed: true, lostLease: null, cancelled: null });
      expect(facts.leaseDeadlineMs).toBeGreaterThan(nowMs);
    }),
  );
});

it('unknown is not dead: an agent that was seen to start is never ended as not started', () => {
  fc.assert(
    fc.property(sessionFacts, fc.nat(40_000_000), (facts, nowMs) => {
      const memory = { ...facts.memory, state: 'launching' as const };
      const decision = decideLaunch({ ...facts, memory, parent: 'alive' }, nowMs, policy);
      expect(decision).toEqual(act('acknowledge_launch'));
    }),
  );
});
