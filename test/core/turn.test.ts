import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterTurnEvent, noTurn, type TurnEvent, type TurnFact } from '../../src/core/turn.ts';

const after = (...events: TurnEvent[]): TurnFact => events.reduce(afterTurnEvent, noTurn).turn;
const started: TurnEvent = { type: 'started', atMs: 1 };
const asked = (call: string): TurnEvent => ({ type: 'asked', atMs: 2, call, message: `May I ${call}?` });
const answered = (call: string): TurnEvent => ({ type: 'answered', atMs: 3, call });

describe('a turn', () => {
  it.each<[string, TurnEvent[], TurnFact]>([
    ['no event', [], { state: 'unknown' }],
    ['a start', [started], { state: 'working', sinceMs: 1 }],
    [
      'an end',
      [started, { type: 'completed', atMs: 5, message: 'Done.' }],
      { state: 'completed', sinceMs: 5, message: 'Done.' },
    ],
    [
      'a failure',
      [started, { type: 'failed', atMs: 5, message: '401', failure: 'unauthorized' }],
      { state: 'failed', sinceMs: 5, message: '401', failure: 'unauthorized' },
    ],
    [
      'an interruption',
      [started, { type: 'interrupted', atMs: 5 }],
      { state: 'waiting_for_input', sinceMs: 5, message: 'The turn was interrupted.' },
    ],
    ['a question', [started, asked('a')], { state: 'waiting_for_input', sinceMs: 2, message: 'May I a?' }],
    ['a question and its answer', [started, asked('a'), answered('a')], { state: 'working', sinceMs: 3 }],
    [
      'two questions and one answer',
      [started, asked('a'), asked('b'), answered('a')],
      { state: 'waiting_for_input', sinceMs: 2, message: 'May I b?' },
    ],
    ['an answer that nobody asked for', [started, answered('x')], { state: 'working', sinceMs: 1 }],
    [
      'an end with a question open',
      [asked('a'), { type: 'completed', atMs: 4, message: '' }, answered('a')],
      { state: 'completed', sinceMs: 4, message: '' },
    ],
    [
      'a second turn',
      [
        { type: 'completed', atMs: 4, message: '' },
        { type: 'started', atMs: 9 },
      ],
      { state: 'working', sinceMs: 9 },
    ],
  ])('after %s', (_, events, turn) => {
    expect(after(...events)).toEqual(turn);
  });
});

const calls = fc.constantFrom('a', 'b', 'c');
const atMs = fc.nat(1_000);
const event: fc.Arbitrary<TurnEvent> = fc.oneof(
  fc.record({ type: fc.constantFrom('started' as const, 'interrupted' as const), atMs }),
  fc.record({ type: fc.constant('completed' as const), atMs, message: fc.constant('') }),
  fc.record({ type: fc.constant('asked' as const), atMs, call: calls, message: fc.constant('') }),
  fc.record({ type: fc.constant('answered' as const), atMs, call: calls }),
);

it('waits for input as long as a question is open', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 30 }), (events) => {
      const record = events.reduce(afterTurnEvent, noTurn);
      if (record.asked.length > 0) expect(record.turn.state).toBe('waiting_for_input');
    }),
  );
});

it('unknown is not dead: without an event that says so, a turn is never complete or failed', () => {
  const silent = event.filter(({ type }) => type !== 'completed');
  fc.assert(
    fc.property(fc.array(silent, { maxLength: 30 }), (events) => {
      expect(['completed', 'failed']).not.toContain(after(...events).state);
    }),
  );
});
