import { expect, test } from 'vitest';
import { startControlPlane } from '../support/control-plane.ts';
import { newRequest, WorkerCalls } from '../support/worker-calls.ts';

test('a request is queued, and its title is the first line of its prompt', async () => {
  const { operator } = await startControlPlane();
  const { status, body } = await operator('POST', '/v1/requests', {
    ...newRequest,
    prompt: '\n\n Do it \nnow',
  });
  expect(status).toBe(201);
  expect(body).toMatchObject({
    state: 'queued',
    title: 'Do it',
    attempt: 0,
    session: null,
    pullRequest: null,
  });
  expect((await operator('GET', `/v1/requests/${body.id}`)).body).toEqual(body);
});

test('the same Idempotency-Key gives the same request; with another body it is refused', async () => {
  const { operator } = await startControlPlane();
  const key = { 'idempotency-key': 'key-1' };
  const first = await operator('POST', '/v1/requests', newRequest, key);
  const second = await operator('POST', '/v1/requests', newRequest, key);
  expect([first.status, second.status]).toEqual([201, 200]);
  expect(second.body.id).toBe(first.body.id);
  const other = await operator('POST', '/v1/requests', { ...newRequest, prompt: 'Something else' }, key);
  expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_conflict' } });
  expect((await operator('GET', '/v1/requests')).body.items).toHaveLength(1);
});

test('calls with one Idempotency-Key at the same time make one request', async () => {
  const { operator } = await startControlPlane();
  const key = { 'idempotency-key': 'key-1' };
  const calls = Array.from({ length: 10 }, () => operator('POST', '/v1/requests', newRequest, key));
  const answers = await Promise.all(calls);
  expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
});

test('lists are newest first, filtered, and go on at their cursor', async () => {
  const { operator } = await startControlPlane();
  const ids: string[] = [];
  for (let number = 0; number < 5; number += 1) {
    ids.push((await operator('POST', '/v1/requests', newRequest)).body.id);
  }
  await operator('POST', '/v1/requests', { ...newRequest, repository: '/srv/git/other' });
  await operator('POST', `/v1/requests/${ids[0]}/cancel`, {});
  const page = await operator('GET', '/v1/requests?repository=/srv/git/example&limit=3');
  expect(page.body.items.map((row: { id: string }) => row.id)).toEqual([ids[4], ids[3], ids[2]]);
  const rest = await operator(
    'GET',
    `/v1/requests?repository=/srv/git/example&limit=3&cursor=${page.body.nextCursor}`,
  );
  expect(rest.body.items.map((row: { id: string }) => row.id)).toEqual([ids[1], ids[0]]);
  expect(rest.body.nextCursor).toBeNull();
  const cancelled = await operator('GET', '/v1/requests?state=cancelled,done');
  expect(cancelled.body.items.map((row: { id: string }) => row.id)).toEqual([ids[0]]);
});

test('a queued, blocked or reviewed request is cancelled at once; a done one is not', async () => {
  const plane = await startControlPlane();
  const worker = new WorkerCalls(plane);
  await worker.register();
  const { body: queued } = await plane.operator('POST', '/v1/requests', newRequest);
  const cancelled = await plane.operator('POST', `/v1/requests/${queued.id}/cancel`, {});
  expect(cancelled.body).toMatchObject({ state: 'cancelled', reason: 'by_operator' });
  const again = await plane.operator('POST', `/v1/requests/${queued.id}/cancel`, {});
  expect(again).toMatchObject({ status: 200, body: { state: 'cancelled' } });
  const { body: reviewed } = await plane.operator('POST', '/v1/requests', newRequest);
  await worker.review();
  await plane.operator('POST', `/v1/requests/${reviewed.id}/pull-request/decision`, {
    state: 'merged',
    sha: 'a',
  });
  const refused = await plane.operator('POST', `/v1/requests/${reviewed.id}/cancel`, {});
  expect(refused).toMatchObject({ status: 409, body: { code: 'state_refused' } });
});

test('a cancel of a held request is a wish, and ends it when its attempt is over', async () => {
  const plane = await startControlPlane();
  const worker = new WorkerCalls(plane);
  await worker.register();
  const { body: request } = await plane.operator('POST', '/v1/requests', newRequest);
  const grant = await worker.run();
  const wished = await plane.operator('POST', `/v1/requests/${request.id}/cancel`, {});
  expect(wished.body.state).toBe('running');
  await worker.end(grant, 'agent_failed');
  const { body } = await plane.operator('GET', `/v1/requests/${request.id}`);
  expect(body).toMatchObject({ state: 'cancelled', reason: 'by_operator' });
  expect(body.evidence.attempts[0].reason).toBe('agent_failed');
});

test('a retry renews the budget, and fresh does not continue earlier work', async () => {
  const plane = await startControlPlane();
  const worker = new WorkerCalls(plane);
  await worker.register();
  const { body: request } = await plane.operator('POST', '/v1/requests', newRequest);
  await worker.end(await worker.run(), 'exited_without_pr');
  await plane.operator('POST', `/v1/requests/${request.id}/retry`, {});
  const second = await worker.run();
  expect(second).toMatchObject({ fence: 2, previous: { attemptId: `${request.id}-1` } });
  await worker.end(second, 'exited_without_pr');
  await plane.operator('POST', `/v1/requests/${request.id}/retry`, { fresh: true });
  expect(await worker.granted()).toMatchObject({ fence: 3, previous: null });
  const refused = await plane.operator('POST', `/v1/requests/${request.id}/retry`, {});
  expect(refused).toMatchObject({ status: 409, body: { code: 'state_refused' } });
  expect(refused.body.detail).toContain('cancel it first');
});

test('an unknown request is not found, whatever is asked of it', async () => {
  const { operator } = await startControlPlane();
  const calls = [
    operator('GET', '/v1/requests/r00000000'),
    operator('GET', '/v1/requests/r00000000/events'),
    operator('POST', '/v1/requests/r00000000/cancel', {}),
    operator('POST', '/v1/requests/r00000000/retry', {}),
    operator('POST', '/v1/requests/r00000000/feedback', { text: 'x' }),
    operator('POST', '/v1/requests/r00000000/pull-request/decision', { state: 'closed' }),
  ];
  for (const answer of await Promise.all(calls)) {
    expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } });
  }
});
