import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activityOf } from '../../src/core/activity.ts';
import type { SessionFacts } from '../../src/core/session-facts.ts';
import { sessionFacts } from '../support/core-arbitraries.ts';
import { factsOf, liveFacts } from '../support/session-facts.ts';

const turn = { sinceMs: 1, message: '' };

describe('what a session is doing', () => {
  it.each<[string, SessionFacts, string | null]>([
    ['preparing', factsOf(), 'launching'],
    ['launching', factsOf({ memory: { state: 'launching' } }), 'launching'],
    ['live, no view of its turns', liveFacts(), 'working'],
    ['live, in a turn', liveFacts({ turn: { state: 'working', sinceMs: 1 } }), 'working'],
    ['live, turn complete', liveFacts({ turn: { state: 'completed', ...turn } }), 'idle'],
    ['live, turn failed', liveFacts({ turn: { state: 'failed', failure: 'other', ...turn } }), 'idle'],
    [
      'live, asked through its own tool',
      liveFacts({ turn: { state: 'waiting_for_input', ...turn } }),
      'waiting_for_input',
    ],
    ['live, asked through planeguard', liveFacts({ memory: { question: 'Which?' } }), 'waiting_for_input'],
    [
      'live, parent unknown',
      liveFacts({ parent: 'unknown', turn: { state: 'working', sinceMs: 1 } }),
      'unreachable',
    ],
    ['ending, not stopped', factsOf({ memory: { state: 'ending' } }), 'stopping'],
    ['ending, judging at once', factsOf({ memory: { state: 'ending', stopped: true } }), 'stopping'],
    [
      'ending, remote unreachable',
      factsOf({ memory: { state: 'ending', stopped: true, verifyingSinceMs: 1 } }),
      'verifying',
    ],
    ['cleaning', factsOf({ memory: { state: 'cleaning' } }), 'stopping'],
    ['ended', factsOf({ memory: { state: 'ended' } }), null],
    ['quarantined', factsOf({ memory: { state: 'quarantined' } }), null],
  ])('when %s', (_, facts, activity) => {
    expect(activityOf(facts)).toBe(activity);
  });
});

it('no lies: a live session whose parent cannot be seen is shown as unreachable', () => {
  fc.assert(
    fc.property(sessionFacts, (facts) => {
      const memory = { ...facts.memory, state: 'live' as const };
      expect(activityOf({ ...facts, memory, parent: 'unknown' })).toBe('unreachable');
    }),
  );
});
