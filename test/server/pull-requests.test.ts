import { expect, test } from 'vitest';
import { startControlPlane } from '../support/control-plane.ts';
import { newRequest, WorkerCalls } from '../support/worker-calls.ts';

async function oneReviewed() {
  const plane = await startControlPlane();
  const worker = new WorkerCalls(plane);
  await worker.register();
  const { body: request } = await plane.operator('POST', '/v1/requests', newRequest);
  const grant = await worker.review();
  const view = async () => (await plane.operator('GET', `/v1/requests/${request.id}`)).body;
  const decide = (decision: object) =>
    plane.operator('POST', `/v1/requests/${request.id}/pull-request/decision`, decision);
  return { plane, worker, request, grant, view, decide };
}

test('a merge ends the request as done, and saying it again is harmless', async () => {
  const { plane, decide, view } = await oneReviewed();
  expect((await view()).next).toContain('planeguard pr merge');
  expect((await decide({ state: 'merged', sha: 'm1' })).body).toMatchObject({
    state: 'done',
    reason: 'merged',
  });
  expect((await decide({ state: 'merged', sha: 'm1' })).status).toBe(200);
  expect(await decide({ state: 'closed' })).toMatchObject({ status: 409, body: { code: 'state_refused' } });
  const { body } = await plane.operator('GET', '/v1/pull-requests');
  expect(body.items).toMatchObject([
    { number: 1, state: 'merged', mergedSha: 'm1', url: 'local:/srv/git/example#1' },
  ]);
});

test('a close blocks the request; the next attempt opens a pull request of its own', async () => {
  const { plane, worker, request, decide, view } = await oneReviewed();
  expect((await decide({ state: 'closed' })).body).toMatchObject({
    state: 'blocked',
    reason: 'pull_request_closed',
  });
  await plane.operator('POST', `/v1/requests/${request.id}/retry`, {});
  await worker.review();
  expect((await view()).pullRequest).toMatchObject({ number: 2, state: 'open' });
});

test('more commits of an attempt update the open pull request', async () => {
  const { plane, worker, request } = await oneReviewed();
  await plane.operator('POST', `/v1/requests/${request.id}/feedback`, { text: 'More.' });
  const second = await worker.run();
  expect((await worker.openPullRequest(second)).body.pullRequest).toMatchObject({ number: 1 });
  expect((await plane.operator('GET', '/v1/pull-requests')).body.items).toHaveLength(1);
});

test('numbers count for each repository', async () => {
  const { plane, worker } = await oneReviewed();
  await plane.operator('POST', '/v1/requests', { ...newRequest, repository: '/srv/git/other' });
  const other = await worker.review();
  const { body } = await plane.operator('GET', `/v1/pull-requests?request=${other.request.id}`);
  expect(body.items).toMatchObject([{ number: 1, url: 'local:/srv/git/other#1' }]);
});

test('the worker that keeps the workspace may tell of a merge after the end', async () => {
  const { worker, grant, view } = await oneReviewed();
  const moved = { type: 'pull_request_moved', state: 'merged', sha: 'm1' } as const;
  expect((await worker.event(grant, moved)).body).toMatchObject({
    state: 'done',
    pullRequest: { state: 'merged' },
  });
  expect(await view()).toMatchObject({ state: 'done', reason: 'merged' });
});

test('a merge while an attempt runs ends the request when the attempt is over', async () => {
  const plane = await startControlPlane();
  const worker = new WorkerCalls(plane);
  await worker.register();
  const { body: request } = await plane.operator('POST', '/v1/requests', newRequest);
  const grant = await worker.run();
  await worker.openPullRequest(grant);
  const path = `/v1/requests/${request.id}/pull-request/decision`;
  const merged = await plane.operator('POST', path, { state: 'merged', sha: 'm1' });
  expect(merged.body).toMatchObject({ state: 'running', pullRequest: { state: 'merged' } });
  expect((await worker.end(grant, 'in_review')).body.state).toBe('done');
});

test('a comment is kept with the pull request and is feedback for the agent', async () => {
  const { plane, request, view } = await oneReviewed();
  const path = `/v1/requests/${request.id}/pull-request/comments`;
  const { status, body } = await plane.operator('POST', path, { text: 'Rename it.' });
  expect(status).toBe(201);
  expect(body.comments).toMatchObject([{ text: 'Rename it.' }]);
  expect(await view()).toMatchObject({
    state: 'queued',
    feedback: [{ source: 'pull_request', status: 'pending' }],
  });
});
