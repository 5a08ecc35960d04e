import { expect, it } from 'vitest';
import { lastSignMs } from '../../src/core/last-sign.ts';
import { liveFacts } from '../support/session-facts.ts';

const working = (sinceMs: number) => ({ state: 'working', sinceMs }) as const;

it.each([
  ['the terminal', liveFacts({ quietSinceMs: 40, turn: working(30), lastTypedMs: 20 })],
  ['a turn', liveFacts({ quietSinceMs: 30, turn: working(40), lastTypedMs: 20 })],
  ['a person typing', liveFacts({ quietSinceMs: 30, turn: working(20), lastTypedMs: 40 })],
  ['the reminder', liveFacts({ quietSinceMs: 30, memory: { remindedAtMs: 40 } })],
])('the last sign may be %s', (_, facts) => {
  expect(lastSignMs(facts)).toBe(40);
});

it('unknown is no sign, and no older one either', () => {
  expect(lastSignMs(liveFacts({ quietSinceMs: 7, lastTypedMs: 'unknown' }))).toBe(7);
});
