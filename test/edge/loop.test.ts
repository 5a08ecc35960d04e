import { expect, test } from 'vitest';
import { systemClock } from '../../src/edge/clock.ts';
import { Loop } from '../../src/edge/loop.ts';

function loopOf(more: { listensForMs?: number }) {
  const asked = Promise.withResolvers<number>();
  const onError = (error: unknown) => asked.reject(error);
  const loop = new Loop({ name: 'one', clock: systemClock, onError, pass: () => asked.promise, ...more });
  return { loop: loop.start(), answer: () => asked.resolve(60_000) };
}

test('a pass that listens for what happens elsewhere is shown as waiting, until when', async () => {
  const { loop, answer } = loopOf({ listensForMs: 25_000 });
  const { doing, sinceMs, nextMs, lastSuccessMs } = loop.progress();
  expect({ doing, lastSuccessMs }).toEqual({ doing: 'waiting', lastSuccessMs: null });
  expect(nextMs).toBeGreaterThanOrEqual(sinceMs + 24_999);
  answer();
  await loop.stop();
});

test('any other pass is work', async () => {
  const { loop, answer } = loopOf({});
  expect(loop.progress()).toMatchObject({ doing: 'working', nextMs: null });
  answer();
  await loop.stop();
  expect(loop.progress()).toMatchObject({ doing: 'stopped', lastSuccessMs: expect.any(Number) });
});
