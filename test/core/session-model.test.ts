import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cancelReason, pullRequest, turn } from '../support/core-arbitraries.ts';
import { type ModelEvent, ModelSession } from '../support/model-session.ts';

const is = <T extends string>(type: T) => fc.constant(type);
const event: fc.Arbitrary<ModelEvent> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ type: is('time_passes'), ms: fc.nat(2_000_000) }) },
  {
    weight: 5,
    arbitrary: fc.record({ type: fc.constantFrom('renewed' as const, 'shows_something' as const) }),
  },
  fc.record({ type: is('lease_lost'), why: fc.constantFrom('fenced' as const, 'gone' as const) }),
  fc.record({ type: is('cancelled'), reason: cancelReason }),
  fc.record({ type: is('control_plane'), answers: fc.boolean() }),
  fc.record({ type: is('forge'), says: pullRequest }),
  fc.record({
    type: is('exits'),
    receipt: fc.constantFrom('legible' as const, 'unreadable' as const, 'none' as const),
  }),
  fc.record({ type: is('probe_fails'), fails: fc.boolean() }),
  fc.record({ type: is('turn'), turn }),
  fc.record({
    type: is('types'),
    when: fc.constantFrom('now' as const, 'unknown' as const, 'nobody' as const),
  }),
  fc.record({
    type: is('command'),
    what: fc.constantFrom('pr_create' as const, 'finish' as const, 'ask' as const),
  }),
  fc.record({ type: is('action_fails'), fails: fc.boolean() }),
  fc.record({ type: is('stop_proves'), proves: fc.boolean() }),
  fc.record({
    type: is('hook'),
    ends: fc.constantFrom(
      { kind: 'exited' as const, status: 0 },
      { kind: 'exited' as const, status: 1 },
      {
        kind: 'vanished' as const,
      },
    ),
  }),
  fc.record({ type: is('worker_restarts') }),
);
const hooks = fc.subarray(['afterCreate', 'beforeRun', 'afterRun'] as const);
const story = fc.array(event, { maxLength: 80 });

/** Several passes after each event, as a worker that looks often would make. */
const passesPerEvent = 3;

function live(session: ModelSession, events: readonly ModelEvent[], onPass: (session: ModelSession) => void) {
  for (const one of events) {
    session.happens(one);
    for (let pass = 0; pass < passesPerEvent; pass++) onPass(session);
  }
}

const passOnly = (session: ModelSession): void => {
  session.pass();
};

/** Everything answers again, the agent has gone, and the worker looks whenever something is due. */
function calmDown(session: ModelSession): void {
  for (const one of calm) session.happens(one);
  for (let pass = 0; pass < 60 && session.memory.state !== 'ended'; pass++) {
    session.happens({ type: 'renewed' });
    session.happens({ type: 'exits', receipt: 'none' });
    const decision = session.pass();
    if (decision.kind === 'wait')
      session.happens({ type: 'time_passes', ms: decision.untilMs - session.nowMs });
  }
}

const calm: readonly ModelEvent[] = [
  { type: 'control_plane', answers: true },
  { type: 'forge', says: 'open' },
  { type: 'probe_fails', fails: false },
  { type: 'action_fails', fails: false },
  { type: 'stop_proves', proves: true },
];

const check = (property: (session: ModelSession, events: ModelEvent[]) => void): void =>
  fc.assert(
    fc.property(hooks, story, (has, events) => property(new ModelSession(has), events)),
    { numRuns: 400 },
  );

it('one actor: whatever happens, at most one launch is made and at most one acknowledged', () => {
  check((session, events) => {
    live(session, events, passOnly);
    calmDown(session);
    expect(session.launches).toBeLessThanOrEqual(1);
    expect(session.acknowledged).toBeLessThanOrEqual(session.launches);
  });
});

it('no lies: whatever happened, a session ends once its processes are gone and everything answers', () => {
  check((session, events) => {
    live(session, events, passOnly);
    calmDown(session);
    expect(session.memory).toMatchObject({ state: 'ended', judged: true, reported: true });
  });
});

it('over means proven over: a session only moves along its table, and each step of an end follows its proof', () => {
  check((session, events) => {
    live(session, events, passOnly);
    calmDown(session);
    expect(session.broken).toEqual([]);
  });
});

it('unknown is not dead: an agent that lives and was seen is never ended as not started', () => {
  check((session, events) => {
    live(session, events, (one) => {
      const seen = one.facts().parent === 'alive';
      const before = one.memory.cause;
      one.pass();
      if (seen && before === null) expect(one.memory.cause?.kind).not.toBe('not_started');
    });
  });
});

it('first reason wins: the cause of an end is set once, with the state that it leads to', () => {
  check((session, events) => {
    live(session, events, (one) => {
      const before = one.memory;
      one.pass();
      if (before.cause !== null) expect(one.memory.cause).toBe(before.cause);
      const begun = !['preparing', 'launching', 'live'].includes(one.memory.state);
      expect(one.memory.cause !== null).toBe(begun);
    });
  });
});

it('fail closed: no session is at work after a pass that saw its lease lost or its deadline passed', () => {
  check((session, events) => {
    session.happens({ type: 'action_fails', fails: false });
    const undisturbed = events.filter(({ type }) => type !== 'action_fails');
    live(session, undisturbed, (one) => {
      const { leaseDeadlineMs, memory } = one.facts();
      one.pass();
      const lost = memory.lostLease !== null || (leaseDeadlineMs !== null && leaseDeadlineMs <= one.nowMs);
      if (lost) expect(['preparing', 'launching', 'live']).not.toContain(one.memory.state);
    });
  });
});

it('runs each hook once at most, in order, and afterRun only for what had begun', () => {
  check((session, events) => {
    live(session, events, passOnly);
    calmDown(session);
    const order = ['afterCreate', 'beforeRun', 'afterRun'];
    expect(session.hooksBegun).toEqual(
      order.filter((name) => session.hooksBegun.some((one) => one === name)),
    );
    if (session.hooksBegun.includes('afterRun'))
      expect(session.launches + Number(session.hooksBegun.includes('beforeRun'))).toBeGreaterThan(0);
  });
});

it('waits only for times to come, so that no loop runs hot', () => {
  check((session, events) => {
    live(session, events, (one) => {
      const decision = one.pass();
      if (decision.kind === 'wait') expect(decision.untilMs).toBeGreaterThan(one.nowMs);
    });
  });
});
