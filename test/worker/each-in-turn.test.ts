import { expect, it } from 'vitest';
import { eachInTurn } from '../../src/worker/each-in-turn.ts';

it('gives all a turn, also after one has failed, and then throws the first failure', async () => {
  const seen: number[] = [];
  const pass = eachInTurn([1, 2, 3, 4], new AbortController().signal, async (item) => {
    seen.push(item);
    if (item % 2 === 0) throw new Error(`the ${item}th`);
  });
  await expect(pass).rejects.toThrow('the 2th');
  expect(seen).toEqual([1, 2, 3, 4]);
});

it('begins with none any more when it is to leave', async () => {
  const seen: number[] = [];
  const leaving = new AbortController();
  await eachInTurn([1, 2, 3], leaving.signal, async (item) => {
    seen.push(item);
    if (item === 2) leaving.abort();
  });
  expect(seen).toEqual([1, 2]);
});
