import { expect, test } from 'vitest';
import type { LoopProgress } from '../../../src/core/loop-progress.ts';
import { HealthBook } from '../../../src/worker/health-book.ts';
import { selfWatchLoop } from '../../../src/worker/loops/self-watch.ts';
import { TestClock } from '../../support/test-clock.ts';
import { workerContext } from '../../support/worker-context.ts';

test('a loop that stands still makes the worker degraded, by name and since when, until it moves', async () => {
  const clock = new TestClock();
  const context = { ...(await workerContext()), clock };
  const health = new HealthBook({ ...context, url: () => 'http://127.0.0.1:1' });
  health.registered();
  const claims: LoopProgress = {
    name: 'claims',
    state: 'listening',
    doing: 'waiting for a claim',
    sinceMs: clock.bootMs(),
    lastSuccessMs: null,
    nextMs: null,
    dueMs: clock.monotonicMs() + 30_000,
  };
  const since = new Date(clock.nowMs()).toISOString();
  const loops = [claims];
  const { pass } = selfWatchLoop(context, health, () => loops);
  const look = () => pass(new AbortController().signal, () => undefined);
  clock.jump(30_000);
  await look();
  expect(health.current()).toMatchObject({ health: 'healthy' });
  clock.jump(1);
  await look();
  expect(health.current()).toMatchObject({
    health: 'degraded',
    reason: expect.stringContaining(`stands still: claims (waiting for a claim, since ${since})`),
  });
  loops[0] = { ...claims, dueMs: clock.monotonicMs() + 1 };
  await look();
  expect(health.current()).toMatchObject({ health: 'healthy', reason: null });
});
