import { expect, test } from 'vitest';
import { startControlPlane, testSettings } from '../support/control-plane.ts';
import { TestClock } from '../support/test-clock.ts';
import { newRequest, WorkerCalls } from '../support/worker-calls.ts';

const { stopAfterMs, marginMs, silentAfterMs } = testSettings.lease;

/** A claim of a worker that says nothing any more, confirmed or not. */
async function silentWorker({ confirmed }: { confirmed: boolean }) {
  const clock = new TestClock();
  const plane = await startControlPlane({ clock });
  const worker = new WorkerCalls(plane);
  await worker.register();
  const { body: request } = await plane.operator('POST', '/v1/requests', newRequest);
  const { attemptId } = confirmed ? await worker.run() : await worker.granted();
  const state = async () => (await plane.operator('GET', `/v1/requests/${request.id}`)).body.state;
  const reconcile = async (dryRun: boolean) =>
    (await plane.operator('POST', '/v1/reconcile', { dryRun })).body.items;
  return { clock, plane, worker, attemptId, state, reconcile };
}

test('a dry run names leases that are over and ends none; a real one ends them', async () => {
  const { clock, attemptId, state, reconcile } = await silentWorker({ confirmed: true });
  await clock.advance(stopAfterMs + marginMs);
  expect(await reconcile(true)).toEqual([]);
  // Between two passes of the loop.
  clock.jump(500);
  const item = { part: 'leases', subject: attemptId, action: 'end the attempt' };
  expect(await reconcile(true)).toMatchObject([{ ...item, outcome: 'would' }]);
  expect(await state()).toBe('running');
  expect(await reconcile(false)).toMatchObject([{ ...item, outcome: 'done' }]);
  expect(await state()).toBe('queued');
  expect(await reconcile(false)).toEqual([]);
});

test('a claim that was never confirmed is named, and taken back', async () => {
  const { clock, attemptId, state, reconcile } = await silentWorker({ confirmed: false });
  await clock.advance(silentAfterMs);
  clock.jump(500);
  expect(await reconcile(true)).toMatchObject([{ part: 'claims', subject: attemptId, outcome: 'would' }]);
  expect(await state()).toBe('claimed');
  expect(await reconcile(false)).toMatchObject([{ part: 'claims', outcome: 'done' }]);
  expect(await state()).toBe('queued');
});

test('workers may not reconcile, and a body that is none is refused', async () => {
  const plane = await startControlPlane();
  expect((await plane.worker('POST', '/v1/reconcile', {})).body.code).toBe('forbidden');
  expect((await plane.operator('POST', '/v1/reconcile', { dryRun: 'yes' })).body.code).toBe('invalid_input');
});
