import { describe, expect, it } from 'vitest';
import { decideStall, decideTimeLimit } from '../../../src/core/decide/limits.ts';
import { factsOf, liveFacts, policy } from '../../support/session-facts.ts';

describe('the time limit', () => {
  it('ends a session maxDuration after its launch', () => {
    const facts = liveFacts({ memory: { launchedAtMs: 5 } });
    const endsMs = 5 + policy.maxDurationMs;
    expect(decideTimeLimit(facts, endsMs - 1, policy)).toEqual({ kind: 'wait', untilMs: endsMs });
    expect(decideTimeLimit(facts, endsMs, policy)).toEqual({
      kind: 'act',
      action: { type: 'begin_ending', cause: { kind: 'time_limit', limitMs: policy.maxDurationMs } },
    });
  });

  it.each([
    ['not live', factsOf()],
    ['not launched', liveFacts({ memory: { launchedAtMs: null } })],
  ])('says nothing of a session that is %s', (_, facts) => {
    expect(decideTimeLimit(facts, 1e12, policy)).toEqual({ kind: 'nothing' });
  });
});

describe('a stall', () => {
  it.each([null, 'Which one?'])(
    'ends a session stallAfter after its last sign, open question: %o',
    (question) => {
      const facts = liveFacts({ idleSinceMs: 100, memory: { question } });
      const stallsMs = 100 + policy.stallAfterMs;
      expect(decideStall(facts, stallsMs - 1, policy)).toEqual({ kind: 'wait', untilMs: stallsMs });
      const cause = { kind: 'stalled', quietForMs: policy.stallAfterMs, question };
      expect(decideStall(facts, stallsMs, policy)).toEqual({
        kind: 'act',
        action: { type: 'begin_ending', cause },
      });
    },
  );

  it('is not put off by a terminal that goes on spinning while the agent records nothing', () => {
    const nowMs = 100 + policy.stallAfterMs;
    const facts = liveFacts({ idleSinceMs: 100, quietSinceMs: nowMs });
    expect(decideStall(facts, nowMs, policy)).toMatchObject({ kind: 'act' });
  });

  it('counts from a person who types', () => {
    const facts = liveFacts({ idleSinceMs: 100, lastTypedMs: 9_000 });
    expect(decideStall(facts, 100 + policy.stallAfterMs, policy)).toEqual({
      kind: 'wait',
      untilMs: 9_000 + policy.stallAfterMs,
    });
  });

  it('says nothing of a session that is not live', () => {
    expect(decideStall(factsOf(), 1e12, policy)).toEqual({ kind: 'nothing' });
  });
});
