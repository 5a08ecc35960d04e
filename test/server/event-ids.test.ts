import { expect, test } from 'vitest';
import { startControlPlane } from '../support/control-plane.ts';
import { TestClock } from '../support/test-clock.ts';
import { ended, newRequest, session, WorkerCalls } from '../support/worker-calls.ts';

test('an id that another attempt has used before is no repetition', async () => {
  const clock = new TestClock();
  const plane = await startControlPlane({ clock });
  const worker = new WorkerCalls(plane);
  await worker.register();
  const { body: request } = await plane.operator('POST', '/v1/requests', newRequest);
  const launched = { type: 'launched', session, timings: {} } as const;
  const ids = [];
  for (const attempt of [1, 2]) {
    const grant = await worker.granted();
    await worker.heartbeat([grant.attemptId]);
    const answer = await worker.event(grant, launched, { eventId: 'event-one' });
    expect(answer).toMatchObject({ status: 200, body: { state: 'running' } });
    const evidence = { eventId: 'evidence-one', kind: 'exit', data: { status: attempt } };
    expect((await worker.evidence(grant, evidence)).body).toEqual({ accepted: true });
    await worker.event(grant, ended('agent_failed'), { eventId: 'event-two' });
    ids.push(grant.attemptId);
    clock.jump(300_000);
  }
  expect(new Set(ids).size).toBe(2);
  const { body } = await plane.operator('GET', `/v1/requests/${request.id}`);
  expect(body).toMatchObject({ state: 'queued', attempt: 2 });
  expect(body.evidence.receipts).toMatchObject([{ attempt: 1 }, { attempt: 2 }]);
});

test('receipts of the same moment stand in the order of their arrival', async () => {
  const plane = await startControlPlane();
  const worker = new WorkerCalls(plane);
  await worker.register();
  const { body: request } = await plane.operator('POST', '/v1/requests', newRequest);
  const grant = await worker.run();
  const at = '2030-01-01T00:00:00.000Z';
  const order = ['zz', 'mm', 'aa'];
  for (const name of order) await worker.evidence(grant, { eventId: `evidence-${name}`, at, data: { name } });
  const { body } = await plane.operator('GET', `/v1/requests/${request.id}`);
  expect(body.evidence.receipts.map((receipt: { data: object }) => receipt.data)).toEqual(
    order.map((name) => ({ name })),
  );
});
