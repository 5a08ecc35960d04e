import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Access, accessTo } from '../../src/server/access.ts';
import { callerOf, startControlPlane } from '../support/control-plane.ts';
import { newRequest, WorkerCalls } from '../support/worker-calls.ts';

const table: [method: string, path: string, access: Access][] = [
  ['GET', '/healthz', 'anyone'],
  ['GET', '/readyz', 'anyone'],
  ['GET', '/openapi.json', 'reader'],
  ['GET', '/v1/status', 'reader'],
  ['GET', '/v1/requests/r1', 'reader'],
  ['GET', '/v1/workers', 'reader'],
  ['POST', '/v1/requests', 'operator'],
  ['POST', '/v1/requests/r1/cancel', 'operator'],
  ['POST', '/v1/requests/r1/pull-request/decision', 'operator'],
  ['GET', '/v1/tokens', 'operator'],
  ['GET', '/v1/webhooks/deliveries', 'operator'],
  ['POST', '/v1/webhooks/github', 'anyone'],
  ['DELETE', '/v1/tokens/t1', 'operator'],
  ['POST', '/v1/workers', 'worker'],
  ['POST', '/v1/workers/enroll', 'enrolment'],
  ['POST', '/v1/workers/heartbeat', 'worker'],
  ['GET', '/v1/workers/w1/wishes', 'worker'],
  ['POST', '/v1/claims', 'worker'],
  ['POST', '/v1/attempts/r1-1/events', 'worker'],
  ['POST', '/v1/attempts/r1-1/evidence', 'worker'],
  ['POST', '/v1/unknown', 'operator'],
];

test.each(table)('%s %s is for: %s', (method, path, access) => {
  expect(accessTo(method, path)).toBe(access);
});

test('without a valid token everything but the health is refused', async () => {
  const { url } = await startControlPlane();
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  for (const token of ['', 'wrong', 'pg_operator_x y']) {
    const { status, body } = await callerOf(url, token)('GET', '/v1/status');
    expect([status, body.code]).toEqual([401, 'unauthorized']);
  }
});

test('a worker may not do an operator’s part, nor the other way round', async () => {
  const plane = await startControlPlane();
  expect(await plane.worker('POST', '/v1/requests', newRequest)).toMatchObject({ status: 403 });
  expect(await plane.worker('GET', '/v1/tokens')).toMatchObject({ status: 403 });
  expect((await plane.worker('GET', '/v1/requests')).status).toBe(200);
  const asOperator = new WorkerCalls({ ...plane, worker: plane.operator });
  expect(await asOperator.register()).toMatchObject({ status: 403, body: { code: 'forbidden' } });
});

test('a token is shown once, works, and is not accepted once revoked', async () => {
  const plane = await startControlPlane();
  const made = await plane.operator('POST', '/v1/tokens', { kind: 'operator' });
  expect(made.status).toBe(201);
  const caller = callerOf(plane.url, made.body.token);
  expect((await caller('GET', '/v1/status')).status).toBe(200);
  const list = await plane.operator('GET', '/v1/tokens');
  expect(JSON.stringify(list.body)).not.toContain(made.body.token);
  await plane.operator('DELETE', `/v1/tokens/${made.body.id}`);
  expect((await caller('GET', '/v1/status')).status).toBe(401);
  expect(await plane.operator('DELETE', '/v1/tokens/t0')).toMatchObject({ status: 404 });
});

test('tokens lie in files that only their owner can read, and outlast a restart', async () => {
  const first = await startControlPlane();
  for (const name of ['operator.token', 'worker.token']) {
    expect(statSync(join(first.folder, name)).mode & 0o777).toBe(0o600);
  }
  await first.controlPlane.close();
  const second = await startControlPlane({ folder: first.folder });
  expect(second.operatorToken).toBe(first.operatorToken);
  expect((await second.operator('GET', '/v1/tokens')).body.items).toHaveLength(2);
});
