import { expect, onTestFinished, test } from 'vitest';
import { lateMs, standsStill } from '../../src/core/loop-progress.ts';
import { Loop, type LoopOptions, type Rest, type Say } from '../../src/edge/loop.ts';
import { TestClock } from '../support/test-clock.ts';

/** A loop whose pass takes until the test answers it. */
function loopOf(more: Partial<LoopOptions> = {}) {
  const clock = new TestClock();
  const passes: { answer: (rest: Rest | 'over') => void; fail: (error: unknown) => void; say: Say }[] = [];
  const pass = (_signal: AbortSignal, say: Say) => {
    const { promise, resolve, reject } = Promise.withResolvers<Rest | 'over'>();
    passes.push({ answer: resolve, fail: reject, say });
    return promise;
  };
  const onError = () => undefined;
  const loop = new Loop({ name: 'one', clock, doing: 'looking', onError, pass, ...more }).start();
  onTestFinished(() => {
    for (const { answer } of passes) answer('over');
    return loop.stop();
  });
  const still = () => standsStill(loop.progress(), clock.monotonicMs());
  const settled = () => clock.advance(1);
  const count = () => passes.length;
  return { loop, clock, still, settled, count, pass: () => passes.at(-1) as (typeof passes)[number] };
}

test('a pass that listens for what happens elsewhere is shown as listening, until when', () => {
  const { loop, clock } = loopOf({ listensForMs: 25_000 });
  const nextMs = clock.bootMs() + 25_000;
  expect(loop.progress()).toMatchObject({
    state: 'listening',
    doing: 'looking',
    lastSuccessMs: null,
    nextMs,
  });
});

test('any other pass is work, and says step by step what it does', async () => {
  const { loop, pass, settled } = loopOf();
  expect(loop.progress()).toMatchObject({ state: 'working', doing: 'looking', nextMs: null });
  pass().say('renewing 3 leases');
  expect(loop.progress()).toMatchObject({ state: 'working', doing: 'renewing 3 leases' });
  pass().answer('over');
  await settled();
  expect(loop.progress()).toMatchObject({ state: 'over', lastSuccessMs: expect.any(Number) });
});

test('between two passes it says what it waits for; after one that failed, why', async () => {
  const { loop, pass, settled, clock } = loopOf({ waiting: 'waiting for the next heartbeat' });
  pass().answer(10_000);
  await settled();
  expect(loop.progress()).toMatchObject({ state: 'waiting', doing: 'waiting for the next heartbeat' });
  await clock.advance(10_000);
  pass().answer({ waitMs: 10_000, waiting: 'full: 2 of 2 sessions' });
  await settled();
  expect(loop.progress()).toMatchObject({ state: 'waiting', doing: 'full: 2 of 2 sessions' });
  await clock.advance(10_000);
  const { lastSuccessMs } = loop.progress();
  pass().fail(new Error('no answer\nwithin 10 s.'));
  await settled();
  expect(loop.progress()).toMatchObject({ state: 'retrying', doing: 'no answer within 10 s', lastSuccessMs });
});

test('a pass that says nothing for its time stands still, and no longer once it says something', async () => {
  const { clock, pass, still } = loopOf({ passWithinMs: 60_000 });
  await clock.advance(60_000);
  expect(still()).toBe(false);
  await clock.advance(1);
  expect(still()).toBe(true);
  pass().say('the next step');
  expect(still()).toBe(false);
});

test('one that listens, or rests, stands still only when it is late', async () => {
  const listening = loopOf({ listensForMs: 25_000 });
  listening.clock.jump(25_000 + lateMs);
  expect(listening.still()).toBe(false);
  listening.clock.jump(1);
  expect(listening.still()).toBe(true);
  const resting = loopOf();
  resting.pass().answer(3_600_000);
  await resting.settled();
  resting.clock.jump(3_599_000);
  expect(resting.still()).toBe(false);
});

test('a loop that has not begun, or is over, does not stand still', async () => {
  const clock = new TestClock();
  const loop = new Loop({
    name: 'one',
    clock,
    doing: 'looking',
    onError: () => undefined,
    pass: async () => 'over',
  });
  clock.jump(1e9);
  expect(loop.progress()).toMatchObject({ state: 'not_started', dueMs: null });
  await loop.start().stop();
  expect(loop.progress()).toMatchObject({ state: 'over', dueMs: null });
});

test.each<
  [
    string,
    Partial<LoopOptions>,
    (pass: { fail: (error: unknown) => void; answer: (rest: Rest) => void }) => void,
  ]
>([
  ['a pass that fails', {}, ({ fail }) => fail(new Error('no'))],
  ['one that fails with nothing', {}, ({ fail }) => fail(undefined)],
  ['one that rests for no number', {}, ({ answer }) => answer(Number.NaN)],
  ['one that rests for less than nothing', {}, ({ answer }) => answer({ waitMs: -1, waiting: 'odd' })],
  ['a report of the failure that fails', { onError: broken }, ({ fail }) => fail(new Error('no'))],
  ['a pause that cannot be reckoned', { retryMs: broken }, ({ fail }) => fail(new Error('no'))],
  ['a pause of no number', { retryMs: () => Number.NaN }, ({ fail }) => fail(new Error('no'))],
])('%s does not end a loop, nor make it spin', async (_, options, happen) => {
  const { loop, clock, settled, pass, count } = loopOf(options);
  happen(pass());
  await settled();
  expect(loop.progress().state).toBe('retrying');
  expect(count()).toBe(1);
  await clock.advance(1_000);
  expect(count()).toBe(2);
});

function broken(): never {
  throw new Error('a bug');
}

test('the pauses grow with failures in a row, and end at once when it may go well now', async () => {
  const asked: number[] = [];
  const retryMs = (_: unknown, failures: number) => asked.push(failures) * 60_000;
  const { loop, clock, settled, pass, count } = loopOf({ retryMs });
  pass().fail(new Error('away'));
  await settled();
  await clock.advance(60_000);
  pass().fail(new Error('away'));
  await settled();
  expect(asked).toEqual([1, 2]);
  expect(count()).toBe(2);
  loop.retryNow();
  await settled();
  expect(count()).toBe(3);
  pass().fail(new Error('away'));
  await settled();
  expect(asked).toEqual([1, 2, 1]);
});

test('what may go well now is tried again at once also when the pass under way fails yet', async () => {
  const { loop, settled, pass, count } = loopOf({ retryMs: () => 60_000 });
  loop.retryNow();
  pass().fail(new Error('called off'));
  await settled();
  expect(count()).toBe(2);
});

test('what may go well now is tried at once where it failed; elsewhere the rest is kept', async () => {
  const { loop, settled, pass, count } = loopOf({ retryMs: () => 60_000 });
  pass().answer(60_000);
  await settled();
  loop.retryIfFailed();
  await settled();
  expect(count()).toBe(1);
  loop.notify();
  await settled();
  pass().fail(new Error('away'));
  await settled();
  loop.retryIfFailed();
  await settled();
  expect(count()).toBe(3);
});
