import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideSession } from '../../../src/core/decide/decide-session.ts';
import { decideEnding } from '../../../src/core/decide/ending.ts';
import type { Action, SessionMemory } from '../../../src/core/session-facts.ts';
import { sessionFacts } from '../../support/core-arbitraries.ts';
import { factsOf, liveFacts, policy } from '../../support/session-facts.ts';

const act = (type: string) => ({ kind: 'act', action: { type } });
const ending = { state: 'ending', cause: { kind: 'settled' } } as const;
const stopped = { ...ending, stopped: true } as const;

it('whose clean-up fails for five minutes keeps its workspace, for a later look', () => {
  const facts = factsOf({
    memory: { ...stopped, state: 'cleaning' },
    failing: { sinceMs: 0, message: 'no' },
  });
  expect(decideEnding(facts, 299_999, policy)).toEqual(act('clean'));
  const action = { type: 'keep_uncleaned', message: 'no' };
  expect(decideEnding(facts, 300_000, policy)).toEqual({ kind: 'act', action });
});

describe('an end', () => {
  it.each([
    ['begins with a stop', factsOf({ memory: ending }), act('stop')],
    [
      'stops again when it is time',
      factsOf({ memory: ending, notBefore: { stop: 101 } }),
      { kind: 'wait', untilMs: 101 },
    ],
    ['is judged after the stop', factsOf({ memory: stopped }), act('judge')],
    [
      'is judged again when it is time',
      factsOf({ memory: stopped, notBefore: { judge: 101 } }),
      { kind: 'wait', untilMs: 101 },
    ],
    ['is reported after the judgement', factsOf({ memory: { ...stopped, judged: true } }), act('report_end')],
    [
      'is cleaned up after the report',
      factsOf({ memory: { ...stopped, judged: true, reported: true } }),
      act('begin_cleaning'),
    ],
    ['cleans', factsOf({ memory: { ...stopped, state: 'cleaning' } }), act('clean')],
    [
      'cleans again after a failure',
      factsOf({ memory: { ...stopped, state: 'cleaning' }, failing: { sinceMs: 0, message: 'no' } }),
      act('clean'),
    ],
    ['has an end', factsOf({ memory: { ...stopped, state: 'ended' } }), { kind: 'nothing' }],
    [
      'leaves quarantine to a person',
      factsOf({ memory: { ...stopped, state: 'quarantined' } }),
      { kind: 'nothing' },
    ],
    ['is not begun here', liveFacts(), { kind: 'nothing' }],
  ])('%s', (_, facts, decision) => {
    expect(decideEnding(facts, 100, policy)).toEqual(decision);
  });

  it('nothing lost: is not judged before the spool is drained, unless that failed for the limit', () => {
    const facts = factsOf({ memory: stopped, commands: { pending: 1, failingSinceMs: 100 } });
    const givesUpMs = 100 + policy.verifyLimitMs;
    expect(decideEnding(facts, givesUpMs - 1, policy)).toEqual({ kind: 'wait', untilMs: givesUpMs });
    expect(decideEnding(facts, givesUpMs, policy)).toEqual(act('judge'));
  });
});

const stopsFirst = { state: 'ending', stopped: true } as const;
const needs: Partial<Record<Action['type'], Partial<SessionMemory>>> = {
  judge: stopsFirst,
  report_end: { ...stopsFirst, judged: true },
  begin_cleaning: { ...stopsFirst, judged: true, reported: true },
  clean: { state: 'cleaning' },
};

it('over means proven over: each step of an end needs the one before it', () => {
  fc.assert(
    fc.property(sessionFacts, fc.nat(40_000_000), (facts, nowMs) => {
      const decision = decideSession(facts, nowMs, policy);
      if (decision.kind === 'act') expect(facts.memory).toMatchObject(needs[decision.action.type] ?? {});
    }),
  );
});
