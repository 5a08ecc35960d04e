import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideSession } from '../../../src/core/decide/decide-session.ts';
import { decideEnding } from '../../../src/core/decide/ending.ts';
import { decideLaunch } from '../../../src/core/decide/launch.ts';
import type { HookFact, SessionFacts, SessionMemory } from '../../../src/core/session-facts.ts';
import { sessionFacts } from '../../support/core-arbitraries.ts';
import { factsOf, policy } from '../../support/session-facts.ts';

const act = (type: string, more = {}) => ({ kind: 'act', action: { type, ...more } });
const due = { startedAtMs: null, over: false, problem: null };
const begun = { ...due, startedAtMs: 1_000 };
const succeeded = { ...begun, over: true };
const leased = { leaseDeadlineMs: 10_000_000 };
const timeoutMs = 300_000;

const prepared = (hooks: SessionMemory['hooks'], seen: Partial<SessionFacts> = {}) =>
  factsOf({ ...leased, ...seen, memory: { prepared: true, confirmed: true, hooks } });

describe('before the agent', () => {
  it('nothing runs without an acknowledged lease', () => {
    const facts = factsOf({ memory: { prepared: true, hooks: { afterCreate: due } } });
    expect(decideLaunch(facts, 0, policy)).toEqual({ kind: 'nothing' });
  });

  it.each<[SessionMemory['hooks'], object]>([
    [{ afterCreate: due, beforeRun: due }, act('run_hook', { name: 'afterCreate' })],
    [{ beforeRun: due }, act('run_hook', { name: 'beforeRun' })],
    [{ afterCreate: succeeded, beforeRun: due }, act('run_hook', { name: 'beforeRun' })],
    [{ afterCreate: succeeded, beforeRun: succeeded }, act('launch')],
    [{ afterRun: due }, act('launch')],
  ])('hooks run one after the other, then it is launched: %o', (hooks, decision) => {
    expect(decideLaunch(prepared(hooks), 2_000, policy)).toEqual(decision);
  });

  it.each<[HookFact, number, object]>([
    [{ kind: 'running' }, 1_000 + timeoutMs - 1, { kind: 'wait', untilMs: 1_000 + timeoutMs }],
    [{ kind: 'unknown' }, 1_000 + timeoutMs - 1, { kind: 'wait', untilMs: 1_000 + timeoutMs }],
    [{ kind: 'not_started' }, 1_001, { kind: 'wait', untilMs: 1_000 + policy.readyWithinMs }],
    [{ kind: 'exited', status: 3 }, 1_001, outcome({ kind: 'exited', status: 3 })],
    [{ kind: 'vanished' }, 1_001, outcome({ kind: 'vanished' })],
    [{ kind: 'running' }, 1_000 + timeoutMs, outcome({ kind: 'timed_out' })],
    [{ kind: 'unknown' }, 1_000 + timeoutMs, outcome({ kind: 'timed_out' })],
    [{ kind: 'not_started' }, 1_000 + policy.readyWithinMs, outcome({ kind: 'not_started' })],
  ])('a hook that is seen as %o at %d is decided as %o', (hook, nowMs, decision) => {
    expect(decideLaunch(prepared({ beforeRun: begun }, { hook }), nowMs, policy)).toEqual(decision);
  });

  it('one that runs has its whole time, whatever else failed meanwhile', () => {
    const failing = { sinceMs: 1_000, message: 'Too many open files.' };
    const seen = { failing, hook: { kind: 'running' } } as const;
    const nowMs = 1_000 + policy.readyWithinMs;
    expect(decideLaunch(prepared({ beforeRun: begun }, seen), nowMs, policy).kind).toBe('wait');
    const afterRun = ending({ ...stopped, hooks: { afterRun: begun } }, seen);
    expect(decideEnding(afterRun, nowMs, policy).kind).toBe('wait');
  });

  it.each(['afterCreate', 'beforeRun'])('a failed %s is the end of the launch', (name) => {
    const hooks = { [name]: { ...succeeded, problem: 'It failed.' } };
    expect(decideLaunch(prepared(hooks), 2_000, policy)).toMatchObject({
      action: { cause: { kind: 'not_started', reason: 'launch_failed', message: 'It failed.' } },
    });
  });

  it('a cancel comes before the hook that runs', () => {
    const facts = prepared({ beforeRun: begun }, { hook: { kind: 'running' } });
    const cancelled = { ...facts, memory: { ...facts.memory, cancelled: 'by_operator' as const } };
    expect(decideSession(cancelled, 2_000, policy)).toMatchObject({
      action: { type: 'begin_ending', cause: { kind: 'cancelled' } },
    });
  });
});

function outcome(value: object) {
  return act('end_hook', { name: 'beforeRun', outcome: value });
}

const ending = (memory: Partial<SessionMemory>, seen: Partial<SessionFacts> = {}) =>
  factsOf({
    ...leased,
    ...seen,
    memory: {
      state: 'ending',
      cause: { kind: 'exited', status: 0 },
      launchedAtMs: 500,
      hooks: { afterRun: due },
      ...memory,
    },
  });
const cancelledBy = { kind: 'cancelled', reason: 'by_operator' } as const;
const stopped = { agentStopped: true };

describe('after the agent', () => {
  it.each<[string, SessionFacts, object]>([
    ['what runs is ended first', ending({}), act('stop_agent')],
    ['then the hook runs', ending(stopped), act('run_hook', { name: 'afterRun' })],
    [
      'and is waited for',
      ending({ ...stopped, hooks: { afterRun: begun } }, { hook: { kind: 'running' } }),
      { kind: 'wait', untilMs: 1_000 + timeoutMs },
    ],
    [
      'then comes the stop with its proof',
      ending({ ...stopped, hooks: { afterRun: { ...succeeded, problem: 'It failed.' } } }),
      act('stop'),
    ],
    [
      'also where a beforeRun was begun, and no agent',
      ending({ launchedAtMs: null, hooks: { beforeRun: begun, afterRun: due } }),
      act('stop_agent'),
    ],
    ['not where nothing was begun', ending({ launchedAtMs: null }), act('stop')],
    ['also after a cancel', ending({ cause: cancelledBy, cancelled: 'by_operator' }), act('stop_agent')],
    [
      'a cancel that comes while it runs ends it',
      ending(
        { ...stopped, cancelled: 'by_operator', hooks: { afterRun: begun } },
        { hook: { kind: 'running' } },
      ),
      act('stop'),
    ],
    ['not where the lease was lost', ending({ cause: { kind: 'lease_lost', why: 'fenced' } }), act('stop')],
    ['not where the lease is lost meanwhile', ending({ lostLease: 'gone' }), act('stop')],
    ['not beyond the deadline', ending({}, { leaseDeadlineMs: 1_500 }), act('stop')],
    ['not before a deadline is known', ending({}, { leaseDeadlineMs: null }), act('stop')],
    [
      'and one that cannot be started holds up no end',
      ending(stopped, { failing: { sinceMs: 0, message: 'No space left.' } }),
      act('run_hook', { name: 'afterRun' }),
    ],
  ])('%s', (_, facts, decision) => {
    expect(decideEnding(facts, 2_000, policy)).toEqual(decision);
  });

  it('one that could not be started for readyWithin is left out', () => {
    const facts = ending(stopped, { failing: { sinceMs: 0, message: 'No space left.' } });
    expect(decideEnding(facts, policy.readyWithinMs, policy)).toEqual(act('stop'));
  });
});

it('one actor: no hook is begun without a lease that is held', () => {
  fc.assert(
    fc.property(sessionFacts, fc.nat(40_000_000), (facts, nowMs) => {
      const decision = decideSession(facts, nowMs, policy);
      if (decision.kind !== 'act' || decision.action.type !== 'run_hook') return;
      expect(facts.memory.lostLease).toBeNull();
      expect(facts.leaseDeadlineMs).toBeGreaterThan(nowMs);
    }),
  );
});
