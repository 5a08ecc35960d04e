import { expect, test } from 'vitest';
import { startControlPlane, testSettings } from '../support/control-plane.ts';
import { TestClock } from '../support/test-clock.ts';
import { ended, newRequest, WorkerCalls } from '../support/worker-calls.ts';

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

/** A pull request that a person decides about while the agent runs; what its worker is asked, and the end. */
async function decidedWhileRunning(decision: { state: 'merged' | 'closed'; sha?: string }) {
  const plane = await startControlPlane();
  const worker = new WorkerCalls(plane);
  await worker.register();
  const { body: request } = await plane.operator('POST', '/v1/requests', newRequest);
  const grant = await worker.run();
  await worker.openPullRequest(grant);
  const path = `/v1/requests/${request.id}`;
  const decided = await plane.operator('POST', `${path}/pull-request/decision`, decision);
  expect(decided.body).toMatchObject({ state: 'running', pullRequest: { state: decision.state } });
  const [wish] = (await worker.wishes()).body.items;
  expect(wish).toMatchObject({ requestId: request.id, fence: 1 });
  await worker.event(grant, ended('session_lost'));
  const { body } = await plane.operator('GET', path);
  return { wished: wish.reason, next: decided.body.summary, state: body.state, reason: body.reason };
}

test('a merge while an attempt runs ends the request when the attempt is over', async () => {
  expect(await decidedWhileRunning({ state: 'merged', sha: 'm1' })).toEqual({
    wished: 'merged',
    next: 'It is being stopped: its pull request was merged.',
    state: 'done',
    reason: 'merged',
  });
});

test('a pull request that is closed while an attempt runs ends the attempt, and blocks the request', async () => {
  expect(await decidedWhileRunning({ state: 'closed' })).toEqual({
    wished: 'pull_request_closed',
    next: 'It is being stopped: its pull request was closed without a merge.',
    state: 'blocked',
    reason: 'pull_request_closed',
  });
});

test('a claim that nobody confirmed does not go back once its pull request was merged', async () => {
  const clock = new TestClock();
  const plane = await startControlPlane({ clock });
  const worker = new WorkerCalls(plane);
  await worker.register();
  const { body: request } = await plane.operator('POST', '/v1/requests', newRequest);
  await worker.review();
  await plane.operator('POST', `/v1/requests/${request.id}/feedback`, { text: 'More.' });
  await worker.granted();
  await plane.operator('POST', `/v1/requests/${request.id}/pull-request/decision`, {
    state: 'merged',
    sha: 'm1',
  });
  await clock.advance(testSettings.lease.silentAfterMs + 2_000);
  const { body } = await plane.operator('GET', `/v1/requests/${request.id}`);
  expect(body).toMatchObject({ state: 'done', reason: 'merged' });
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

test('who cancels a request whose pull request was closed meanwhile is heard: it ends as cancelled', async () => {
  const plane = await startControlPlane();
  const worker = new WorkerCalls(plane);
  await worker.register();
  const { body: request } = await plane.operator('POST', '/v1/requests', newRequest);
  const grant = await worker.run();
  await worker.openPullRequest(grant);
  await worker.event(grant, { type: 'pull_request_moved', state: 'closed', sha: null });
  const { body } = await plane.operator('POST', `/v1/requests/${request.id}/cancel`, {});
  expect(body.state).toBe('running');
  expect((await worker.wishes()).body.items).toMatchObject([{ reason: 'by_operator' }]);
  await worker.end(grant, 'exited_without_pr');
  expect((await plane.operator('GET', `/v1/requests/${request.id}`)).body).toMatchObject({
    state: 'cancelled',
    reason: 'by_operator',
  });
});
