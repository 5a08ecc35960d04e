import { expect, it } from 'vitest';
import { judgeHolding, type SessionWord } from '../../src/core/reclaim.ts';
import { sessionStates } from '../../src/core/session.ts';

const over: SessionWord = { state: 'ended', kept: null };

it('lets only the directory of a session go that is over and keeps no workspace', () => {
  expect(judgeHolding('session', over).mayGo).toBe(true);
  for (const holding of ['workspace', 'cache', 'logs'] as const) {
    expect(judgeHolding(holding, over).mayGo).toBe(false);
  }
});

it.each(sessionStates.filter((state) => state !== 'ended'))(
  'keeps what a session that is %s uses',
  (state) => {
    expect(judgeHolding('session', { state, kept: null }).mayGo).toBe(false);
  },
);

it('nothing lost: keeps what belongs to a kept workspace, and what nobody speaks for', () => {
  expect(judgeHolding('session', { state: 'ended', kept: 'uncommitted_work' })).toEqual({
    mayGo: false,
    because: 'its workspace is kept: it holds work that is not committed',
  });
  expect(judgeHolding('session', null).mayGo).toBe(false);
});
