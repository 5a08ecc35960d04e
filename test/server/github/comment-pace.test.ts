import { expect, it } from 'vitest';
import { CommentPace } from '../../../src/server/github/comment-pace.ts';

const paced = () => new CommentPace({ betweenMs: 10, sameMs: 50 });

it('lets a first change through at once, and several changes of one thing as one', () => {
  const pace = paced();
  pace.changed('a');
  pace.changed('a');
  expect(pace.due(0)).toEqual(['a']);
  pace.written('a', 0);
  expect([pace.due(1_000), pace.waitMs(1_000)]).toEqual([[], null]);
});

it('has the next edit of the same wait, and another one less', () => {
  const pace = paced();
  pace.changed('a');
  pace.written('a', 0);
  pace.changed('a');
  pace.changed('b');
  expect([pace.due(9), pace.waitMs(9)]).toEqual([[], 1]);
  expect(pace.due(10)).toEqual(['b']);
  expect(pace.due(50)).toEqual(['a', 'b']);
});

it('keeps what could not be written, for later', () => {
  const pace = paced();
  pace.changed('a');
  pace.postpone('a', 300);
  pace.changed('a');
  expect([pace.due(299), pace.due(300)]).toEqual([[], ['a']]);
});

it('forgets what needed no edit', () => {
  const pace = paced();
  pace.changed('a');
  pace.settled('a');
  expect(pace.due(1_000)).toEqual([]);
});
