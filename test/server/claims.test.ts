import { expect, test } from 'vitest';
import { startControlPlane, testSettings } from '../support/control-plane.ts';
import { TestClock } from '../support/test-clock.ts';
import { until } from '../support/until.ts';
import { ended, newRequest, WorkerCalls } from '../support/worker-calls.ts';

test('a claim with the same id gets the same attempt', async () => {
  const plane = await startControlPlane();
  const worker = new WorkerCalls(plane);
  await worker.register();
  await plane.operator('POST', '/v1/requests', newRequest);
  const first = await worker.claim({ claimId: 'claim-one' });
  const second = await worker.claim({ claimId: 'claim-one' });
  expect(first.body.fence).toBe(1);
  expect(second.body).toEqual(first.body);
});

test('many claims at once get each request once, the oldest first', async () => {
  const plane = await startControlPlane();
  const workers = [1, 2, 3].map((number) => new WorkerCalls(plane, `w0000000${number}`));
  await Promise.all(workers.map((worker) => worker.register()));
  const ids: string[] = [];
  for (let number = 0; number < 6; number += 1) {
    ids.push((await plane.operator('POST', '/v1/requests', newRequest)).body.id);
  }
  const answers = await Promise.all(
    workers.flatMap((worker) => [worker.claim(), worker.claim(), worker.claim()]),
  );
  const granted = answers.flatMap(({ body }) => (body === null ? [] : [body.request.id]));
  expect(granted.toSorted()).toEqual(ids.toSorted());
  expect(answers.filter(({ body }) => body === null)).toHaveLength(3);
});

test('a waiting claim is granted as soon as a request is queued', async () => {
  const plane = await startControlPlane();
  const worker = new WorkerCalls(plane);
  await worker.register();
  const waiting = worker.claim({ waitMs: 20_000 });
  const { body: request } = await plane.operator('POST', '/v1/requests', newRequest);
  expect((await waiting).body.request.id).toBe(request.id);
});

test('a claim of nothing answers null when its time is over', async () => {
  const plane = await startControlPlane();
  const worker = new WorkerCalls(plane);
  await worker.register();
  expect(await worker.claim({ waitMs: 20 })).toMatchObject({ status: 200, body: null });
});

test('a claim can be for one request only, and for agents that the worker has', async () => {
  const plane = await startControlPlane();
  const worker = new WorkerCalls(plane);
  await worker.register();
  await plane.operator('POST', '/v1/requests', newRequest);
  const { body: second } = await plane.operator('POST', '/v1/requests', { ...newRequest, agent: 'codex' });
  expect((await worker.claim({ agents: ['claude'] })).body).toBeNull();
  expect((await worker.granted({ agents: ['codex'] })).request.id).toBe(second.id);
  const { body: third } = await plane.operator('POST', '/v1/requests', newRequest);
  expect((await worker.granted({ only: third.id })).request.id).toBe(third.id);
});

test('a retry waits for its backoff, prefers its worker, and then is claimed without being asked again', async () => {
  const clock = new TestClock();
  const plane = await startControlPlane({ clock });
  const [own, other] = [new WorkerCalls(plane, 'w00000001'), new WorkerCalls(plane, 'w00000002')];
  await Promise.all([own.register(), other.register()]);
  const { body: request } = await plane.operator('POST', '/v1/requests', newRequest);
  await own.end(await own.run(), 'agent_failed');
  const { body: retried } = await plane.operator('GET', `/v1/requests/${request.id}`);
  expect(retried).toMatchObject({ state: 'queued', reason: null });
  expect((await own.claim()).body).toBeNull();
  clock.jump(Date.parse(retried.notBefore) - clock.nowMs());
  expect((await other.claim()).body).toBeNull();
  const waiting = other.claim({ waitMs: 60_000 });
  await clock.advance(6_000);
  expect((await waiting).body.fence).toBe(2);
});

test('after as many failures as the policy allows, the request is blocked with all causes', async () => {
  const clock = new TestClock();
  const plane = await startControlPlane({ clock });
  const worker = new WorkerCalls(plane);
  await worker.register();
  const { body: request } = await plane.operator('POST', '/v1/requests', newRequest);
  for (let attempt = 1; attempt <= testSettings.retry.attempts; attempt += 1) {
    await worker.event(await worker.run(), ended(attempt === 2 ? 'session_lost' : 'agent_failed'));
    clock.jump(testSettings.retry.capMs);
  }
  const { body } = await plane.operator('GET', `/v1/requests/${request.id}`);
  expect(body).toMatchObject({ state: 'blocked', reason: 'attempts_exhausted' });
  expect(body.summary).toContain('session_lost');
});

test('a failure that another attempt cannot mend blocks at once', async () => {
  const plane = await startControlPlane();
  const worker = new WorkerCalls(plane);
  await worker.register();
  const { body: request } = await plane.operator('POST', '/v1/requests', newRequest);
  await worker.event(await worker.run(), ended('agent_unauthorized'));
  const { body } = await plane.operator('GET', `/v1/requests/${request.id}`);
  expect(body).toMatchObject({ state: 'blocked', reason: 'agent_unauthorized' });
  expect(body.next).toContain(`planeguard retry ${request.id}`);
});

test('a worker that is not registered, or whose place another instance has, cannot claim', async () => {
  const plane = await startControlPlane();
  const [first, second] = [new WorkerCalls(plane), new WorkerCalls(plane)];
  expect(await first.claim()).toMatchObject({ status: 404, body: { code: 'not_found' } });
  await first.register();
  expect(await second.register()).toMatchObject({ status: 409, body: { code: 'worker_conflict' } });
  expect(await second.claim()).toMatchObject({ status: 409, body: { code: 'worker_conflict' } });
  expect((await second.register({ takeover: true })).status).toBe(200);
  expect(await first.heartbeat([])).toMatchObject({ status: 409, body: { code: 'worker_conflict' } });
});

test('an instance takes the place of one that stopped, or was not heard for three heartbeats', async () => {
  const clock = new TestClock();
  const plane = await startControlPlane({ clock });
  const [first, second, third] = [1, 2, 3].map(() => new WorkerCalls(plane)) as [
    WorkerCalls,
    WorkerCalls,
    WorkerCalls,
  ];
  await first.register();
  await first.heartbeat([], { health: 'stopped' });
  expect((await second.register()).status).toBe(200);
  clock.jump(3 * testSettings.lease.heartbeatMs + 1);
  expect((await third.register()).status).toBe(200);
  await until('the third speaks', async () => (await third.heartbeat([])).status === 200);
});
