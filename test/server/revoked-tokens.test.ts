import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { callerOf, startControlPlane } from '../support/control-plane.ts';
import { newRequest, WorkerCalls } from '../support/worker-calls.ts';

const revoked = { status: 401, body: { code: 'unauthorized' } };
const longest = 60_000;

test('long polls of a revoked token end at once, as unauthorized; those of others go on', async () => {
  const plane = await startControlPlane();
  const { id, token } = (await plane.operator('POST', '/v1/tokens', { kind: 'worker' })).body;
  const call = callerOf(plane.url, token);
  const worker = new WorkerCalls({ worker: call });
  await worker.register();
  const other = new WorkerCalls(plane, 'w00000002');
  await other.register();
  const waiting = [
    worker.claim({ waitMs: longest }),
    call('GET', `/v1/workers/${worker.workerId}/wishes?waitMs=${longest}`),
  ];
  const spared = other.claim({ waitMs: longest });
  await plane.operator('DELETE', `/v1/tokens/${id}`);
  for (const answer of await Promise.all(waiting)) expect(answer).toMatchObject(revoked);
  expect(await worker.heartbeat([])).toMatchObject(revoked);
  await plane.operator('POST', '/v1/requests', newRequest);
  expect((await spared).body).toMatchObject({ fence: 1 });
});

test('what is queued after the revoke is not granted to a claim that was open then', async () => {
  const plane = await startControlPlane();
  const { id, token } = (await plane.operator('POST', '/v1/tokens', { kind: 'worker' })).body;
  const worker = new WorkerCalls({ worker: callerOf(plane.url, token) });
  await worker.register();
  const waiting = worker.claim({ waitMs: longest });
  const revoking = plane.operator('DELETE', `/v1/tokens/${id}`);
  expect(await waiting).toMatchObject(revoked);
  await revoking;
  await plane.operator('POST', '/v1/requests', newRequest);
  const other = new WorkerCalls(plane, 'w00000002');
  await other.register();
  expect(await other.granted({ claimId: randomUUID() })).toMatchObject({ fence: 1 });
});

test('streams of events of a revoked token end at once', async () => {
  const plane = await startControlPlane();
  const { id, token } = (await plane.operator('POST', '/v1/tokens', { kind: 'operator' })).body;
  const headers = { authorization: `Bearer ${token}` };
  const stream = await fetch(`${plane.url}/v1/events`, { headers });
  const reader = stream.body?.getReader();
  expect((await reader?.read())?.done).toBe(false);
  await plane.operator('DELETE', `/v1/tokens/${id}`);
  await expect.poll(async () => (await reader?.read())?.done, { timeout: 30_000 }).toBe(true);
  expect((await fetch(`${plane.url}/v1/events`, { headers })).status).toBe(401);
});
