import { expect, test } from 'vitest';
import { AnswerMemory } from '../../../../src/edge/forge/github/answer-memory.ts';

const answer = (bytes: number) => ({ etag: '"1"', data: {}, next: false, bytes });
const known = (memory: AnswerMemory) => ['a', 'b', 'c'].filter((url) => memory.get(url) !== null);

test('what was not used for the longest time is forgotten first when there is too much', () => {
  const memory = new AnswerMemory(25_000);
  memory.put('a', answer(10_000));
  memory.put('b', answer(10_000));
  memory.get('a');
  memory.put('c', answer(10_000));
  expect(known(memory)).toEqual(['a', 'c']);
});

test('an answer that is put again counts once, and one that was forgotten not at all', () => {
  const memory = new AnswerMemory(25_000);
  memory.put('a', answer(20_000));
  memory.put('a', answer(10_000));
  memory.put('b', answer(10_000));
  expect(known(memory)).toEqual(['a', 'b']);
  memory.forget('a');
  memory.put('c', answer(10_000));
  expect(known(memory)).toEqual(['b', 'c']);
});

test('an answer that is too long by itself is not remembered', () => {
  const memory = new AnswerMemory(25_000);
  memory.put('a', answer(30_000));
  expect(known(memory)).toEqual([]);
});
