import { describe, expect, it } from 'vitest';
import { requestStates } from '../../src/core/request.ts';
import {
  decideThread,
  type ThreadAction,
  threadStates,
  threadWishes,
  turnText,
  wantedThread,
} from '../../src/core/thread.ts';

it('is wanted open until its request rests at an end', () => {
  const open = requestStates.filter((state) => wantedThread(state) === 'open');
  expect(open).toEqual(['queued', 'claimed', 'running', 'in_review']);
});

const table: readonly [actual: (typeof threadStates)[number], open: ThreadAction, closed: ThreadAction][] = [
  ['open', 'nothing', 'close'],
  ['closed', 'open', 'nothing'],
  ['opening', 'look', 'look'],
  ['closing', 'look', 'look'],
  ['unknown', 'look', 'look'],
];

describe('what brings a thread nearer to what is wanted', () => {
  it.each(table)('is decided by what is known when it is %s', (actual, open, closed) => {
    expect(threadWishes.map((wanted) => decideThread({ wanted, actual }))).toEqual([open, closed]);
  });

  it('is decided for every state that a channel may show', () => {
    expect(table.map(([actual]) => actual).sort()).toEqual([...threadStates].sort());
  });
});

it('says state, reason and summary of a turn, and below it what to do next', () => {
  const turn = { state: 'blocked', reason: 'stalled', summary: 'It stood still.', next: 'Look.' } as const;
  expect(turnText(turn)).toBe('blocked (stalled): It stood still.\nLook.');
  expect(turnText({ ...turn, state: 'queued', reason: null })).toBe('queued: It stood still.\nLook.');
});
