import { expect, test } from 'vitest';
import { startControlPlane, testSettings } from '../support/control-plane.ts';
import { TestClock } from '../support/test-clock.ts';
import { newRequest, WorkerCalls } from '../support/worker-calls.ts';

/** A claim that goes back is free again at once. */
const quickly = { ...testSettings, retry: { attempts: 3, baseMs: 1, capMs: 1 } };

async function oneQueued() {
  const clock = new TestClock();
  const plane = await startControlPlane({ clock, settings: quickly });
  const worker = new WorkerCalls(plane);
  await worker.register();
  const { body: request } = await plane.operator('POST', '/v1/requests', newRequest);
  const view = async () => (await plane.operator('GET', `/v1/requests/${request.id}`)).body;
  const say = (text: string) => plane.operator('POST', `/v1/requests/${request.id}/feedback`, { text });
  return { clock, plane, worker, request, view, say };
}

test('feedback in review queues the request, goes out with the grant, and is delivered by the launch', async () => {
  const { worker, view, say } = await oneQueued();
  await worker.review();
  const { status, body } = await say('Please add a test.');
  expect([status, body.status]).toEqual([201, 'pending']);
  expect((await view()).state).toBe('queued');
  const grant = await worker.granted();
  expect(grant.feedback).toEqual([
    { id: body.id, source: 'operator', author: null, text: 'Please add a test.' },
  ]);
  expect(grant.pullRequest).toMatchObject({ number: 1, head: 'planeguard/one', state: 'open' });
  expect((await view()).feedback).toMatchObject([{ status: 'delivering' }]);
  await worker.launch(grant);
  expect((await view()).feedback).toMatchObject([{ status: 'delivered' }]);
});

test('feedback of a grant that never launched is pending again', async () => {
  const { clock, worker, view, say } = await oneQueued();
  await say('First this.');
  await worker.granted();
  await worker.forgetClaim(clock);
  expect((await view()).feedback).toMatchObject([{ status: 'pending' }]);
  await clock.advance(1);
  expect((await worker.granted()).feedback).toMatchObject([{ text: 'First this.' }]);
});

test('feedback that came while the agent worked sends a reviewed request on at once', async () => {
  const { worker, view, say } = await oneQueued();
  const grant = await worker.run();
  await say('One more thing.');
  expect((await view()).state).toBe('running');
  await worker.openPullRequest(grant);
  const { body } = await worker.end(grant, 'in_review');
  expect(body.state).toBe('queued');
  expect((await worker.granted()).feedback).toMatchObject([{ text: 'One more thing.' }]);
});

test('feedback that came while the agent worked takes up a request that ends without a pull request, once', async () => {
  const { worker, view, say } = await oneQueued();
  const grant = await worker.run();
  await say('Use the other branch.');
  expect((await worker.end(grant, 'exited_without_pr')).body.state).toBe('queued');
  const next = await worker.run();
  expect(next.feedback).toMatchObject([{ text: 'Use the other branch.' }]);
  expect((await worker.end(next, 'exited_without_pr')).body.state).toBe('blocked');
  expect((await view()).feedback).toMatchObject([{ status: 'delivered' }]);
});

test('feedback mends no start that the machine refuses; what comes next says that it waits', async () => {
  const { worker, view, say } = await oneQueued();
  await say('First this.');
  const grant = await worker.granted();
  await worker.heartbeat([grant.attemptId]);
  await say('Then that.');
  expect((await worker.end(grant, 'host_refused')).body.state).toBe('blocked');
  const request = await view();
  expect(request.next).toMatch(/planeguard retry .* Feedback waits: the next attempt gets it\.$/);
  expect(request.feedback).toMatchObject([{ status: 'pending' }, { status: 'pending' }]);
});

test('feedback that can no longer be read says that it was ignored', async () => {
  const { plane, request, view, say } = await oneQueued();
  await say('Too late.');
  await plane.operator('POST', `/v1/requests/${request.id}/cancel`, {});
  expect((await view()).feedback).toMatchObject([
    { status: 'ignored', reason: expect.stringContaining('cancelled') },
  ]);
  expect(await say('Still here?')).toMatchObject({ status: 409, body: { code: 'state_refused' } });
});

test('feedback without text is refused, with the place of the mistake', async () => {
  const { say } = await oneQueued();
  const { status, body } = await say('  ');
  expect([status, body.code, body.errors[0].path]).toEqual([400, 'invalid_input', 'text']);
});
