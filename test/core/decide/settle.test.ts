import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideSettle } from '../../../src/core/decide/settle.ts';
import { factsOf, liveFacts, policy } from '../../support/session-facts.ts';

const quietMs = 1_000;
const settlesMs = quietMs + policy.settleAfterMs;
const completed = { state: 'completed', sinceMs: 0, message: '' } as const;
const failed = (failure: 'unauthorized' | 'provider' | 'other') =>
  ({ state: 'failed', sinceMs: 0, message: 'Why.', failure }) as const;
const act = (action: object) => ({ kind: 'act', action });
const ends = (cause: object) => act({ type: 'begin_ending', cause });
const live = (seen: Parameters<typeof liveFacts>[0]) => liveFacts({ quietSinceMs: quietMs, ...seen });

describe('a session whose agent has had its turn', () => {
  it.each([
    ['and said nothing: is reminded', {}, act({ type: 'remind' })],
    ['and was reminded: settles', { remindedAtMs: 1 }, ends({ kind: 'settled' })],
    ['and has a pull request: settles', { published: true }, ends({ kind: 'settled' })],
    ['and has finished: settles', { noChange: 'All is well.' }, ends({ kind: 'settled' })],
    ['and has asked: waits for the answer', { question: 'Which?' }, { kind: 'nothing' }],
  ])('%s', (_, memory, decision) => {
    expect(decideSettle(live({ turn: completed, memory }), settlesMs, policy)).toEqual(decision);
  });

  it('is not reminded while a command of the agent waits to be carried out', () => {
    const commands = { pending: 1, failingSinceMs: null };
    const decide = (memory: object) =>
      decideSettle(live({ turn: completed, memory, commands }), settlesMs, policy);
    expect(decide({})).toEqual({ kind: 'nothing' });
    expect(decide({ remindedAtMs: 1 })).toEqual(ends({ kind: 'settled' }));
  });

  it.each([
    ['the terminal', { quietSinceMs: 5_000 }],
    ['a person typing', { lastTypedMs: 5_000 }],
    ['its reminder', { memory: { remindedAtMs: 5_000 } }],
  ])('is left alone for settleAfter from %s on', (_, seen) => {
    const waits = { kind: 'wait', untilMs: 5_000 + policy.settleAfterMs };
    expect(decideSettle(live({ turn: completed, ...seen }), settlesMs, policy)).toEqual(waits);
  });
});

describe('a session without a view of turns', () => {
  it('never settles by quiet alone: the agent may be thinking', () => {
    expect(decideSettle(live({}), 1e12, policy)).toEqual({ kind: 'nothing' });
  });

  it.each([{ published: true }, { noChange: 'All is well.' }])(
    'settles on the word of its agent: %o',
    (memory) => {
      expect(decideSettle(live({ memory }), settlesMs, policy)).toEqual(ends({ kind: 'settled' }));
    },
  );
});

describe('a session whose turn failed', () => {
  it('ends at once when the agent is not logged in', () => {
    const cause = { kind: 'unauthorized', message: 'Why.' };
    expect(decideSettle(live({ turn: failed('unauthorized') }), 0, policy)).toEqual(ends(cause));
  });

  it.each(['provider', 'other'] as const)('is left for settleAfter after a failure of kind %s', (failure) => {
    const facts = live({ turn: failed(failure) });
    const cause = { kind: 'turn_failed', message: 'Why.' };
    expect(decideSettle(facts, settlesMs - 1, policy)).toEqual({ kind: 'wait', untilMs: settlesMs });
    expect(decideSettle(facts, settlesMs, policy)).toEqual(ends(cause));
  });
});

it.each([
  ['in a turn', live({ turn: { state: 'working', sinceMs: 0 } })],
  ['waiting for input', live({ turn: { state: 'waiting_for_input', sinceMs: 0, message: '' } })],
  ['not live', factsOf({ turn: completed })],
])('a session that is %s does not settle', (_, facts) => {
  expect(decideSettle(facts, 1e12, policy)).toEqual({ kind: 'nothing' });
});

it('unknown is not dead: while nobody can tell whether a person types, nothing settles', () => {
  const turns = fc.constantFrom(completed, failed('provider'), failed('other'), {
    state: 'unknown',
  } as const);
  fc.assert(
    fc.property(turns, fc.boolean(), fc.nat(1e9), (turn, published, nowMs) => {
      const facts = live({ turn, lastTypedMs: 'unknown', memory: { published } });
      expect(decideSettle(facts, nowMs, policy).kind).not.toBe('act');
    }),
  );
});
