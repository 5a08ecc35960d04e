import { expect, test } from 'vitest';
import { startControlPlane } from '../support/control-plane.ts';
import { newRequest, WorkerCalls } from '../support/worker-calls.ts';

async function waitingWorker() {
  const plane = await startControlPlane();
  const worker = new WorkerCalls(plane);
  await worker.register();
  const { body: request } = await plane.operator('POST', '/v1/requests', newRequest);
  const grant = await worker.run();
  const wishes = (query: string) => plane.worker('GET', `/v1/workers/${worker.workerId}/wishes?${query}`);
  const cancel = () => plane.operator('POST', `/v1/requests/${request.id}/cancel`, {});
  return { plane, worker, grant, wishes, cancel };
}

test('a cancel reaches the waiting worker at once', async () => {
  const { grant, wishes, cancel } = await waitingWorker();
  const waiting = wishes('waitMs=20000');
  await cancel();
  const { body } = await waiting;
  const wish = { requestId: grant.request.id, fence: 1, kind: 'cancel', reason: 'by_operator' };
  expect(body.items).toEqual([wish]);
});

test('after the cursor of a wish only newer ones are told, but each heartbeat repeats it', async () => {
  const { worker, grant, wishes, cancel } = await waitingWorker();
  await cancel();
  await cancel();
  const { body } = await wishes('');
  expect(body.items).toHaveLength(1);
  expect((await wishes(`after=${body.cursor}&waitMs=20`)).body.items).toEqual([]);
  expect((await worker.heartbeat([grant.attemptId])).body.wishes).toEqual(body.items);
  await worker.end(grant, 'by_operator');
  expect((await wishes('')).body.items).toEqual([]);
});

test('a wish is told to nobody but the worker that holds the request', async () => {
  const { plane, cancel } = await waitingWorker();
  await cancel();
  expect((await plane.worker('GET', '/v1/workers/w00000009/wishes')).body.items).toEqual([]);
});
