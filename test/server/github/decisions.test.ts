import { beforeEach, expect, test } from 'vitest';
import { git } from '../../support/git-repository.ts';
import type { GitHubPlace } from '../../support/github/github-place.ts';
import { sharedGitHub } from '../../support/github/shared-github.ts';
import { webhookPlane } from '../../support/github/webhook-plane.ts';
import { ended, newRequest, WorkerCalls } from '../../support/worker-calls.ts';

const shared = sharedGitHub();
let place: GitHubPlace;
let branches = 0;

beforeEach(() => {
  place = shared();
});

/** A request whose pull request is open on GitHub, and what a person may do with it. */
async function reviewed({ draft = false, isOver = true } = {}) {
  const plane = await webhookPlane({ apiUrl: place.url });
  const worker = new WorkerCalls(plane);
  await worker.register();
  const wanted = { ...newRequest, repository: 'acme/widgets', remote: `${place.url}/acme/widgets.git` };
  const { body: request } = await plane.operator('POST', '/v1/requests', wanted);
  const grant = await worker.run();
  branches += 1;
  const head = `planeguard/decided-${branches}`;
  const headSha = await place.push(head, { [`${branches}.txt`]: 'b\n' });
  const opened = {
    type: 'pull_request',
    title: 'Mend it',
    body: '',
    draft,
    head,
    headSha,
    base: 'main',
  } as const;
  const { body } = await worker.event(grant, opened);
  if (isOver) await worker.event(grant, ended('in_review'));
  const path = `/v1/requests/${request.id}`;
  return {
    worker,
    head,
    number: body.pullRequest.number as number,
    merge: () => plane.operator('POST', `${path}/pull-request/merge`),
    decide: (decision: object) => plane.operator('POST', `${path}/pull-request/decision`, decision),
    view: async () => (await plane.operator('GET', path)).body,
  };
}

const onGitHub = async (number: number) =>
  (await place.call('GET', `/repos/acme/widgets/pulls/${number}`)).body;

test('a person has GitHub merge it: the request is done, the branch gone, and asking again says the same', async () => {
  const { number, head, merge, view } = await reviewed();
  expect((await view()).next).toContain('planeguard pr merge');
  const { status, body } = await merge();
  expect({ status, body }).toMatchObject({ status: 200, body: { number, state: 'merged' } });
  expect(await onGitHub(number)).toMatchObject({ merged: true, merge_commit_sha: body.mergedSha });
  expect(git(place.bare, 'branch', '--list', head)).toBe('');
  expect(await view()).toMatchObject({ state: 'done', reason: 'merged', pullRequest: { state: 'merged' } });
  expect(await merge()).toMatchObject({ status: 200, body: { mergedSha: body.mergedSha } });
});

test('a merge while its attempt runs stops the session first', async () => {
  const { merge, view, worker } = await reviewed({ isOver: false });
  await merge();
  expect(await view()).toMatchObject({ state: 'running', pullRequest: { state: 'merged' } });
  expect((await worker.wishes()).body.items).toMatchObject([{ reason: 'merged' }]);
});

test('what somebody has pushed since is shown first, and merged when it is asked for again', async () => {
  const { head, merge } = await reviewed();
  const sha = await place.push(head, { 'more.txt': 'm\n' });
  expect(await merge()).toMatchObject({
    status: 409,
    body: { code: 'state_refused', detail: expect.stringContaining(sha) },
  });
  expect(await merge()).toMatchObject({ status: 200 });
});

test('a draft is refused, and stays open', async () => {
  const { number, merge, view } = await reviewed({ draft: true });
  expect(await merge()).toMatchObject({ status: 409, body: { detail: expect.stringMatching(/is a draft/) } });
  expect(await onGitHub(number)).toMatchObject({ state: 'open' });
  expect(await view()).toMatchObject({ state: 'in_review' });
});

test('while GitHub does not answer it is to be tried again', async () => {
  const { merge, view } = await reviewed();
  place.faults.strike({ fault: '500' });
  expect(await merge()).toMatchObject({ status: 503, body: { code: 'unreachable' } });
  expect(await view()).toMatchObject({ state: 'in_review' });
});

test('a person closes it, here and there; one that is merged meanwhile is not closed', async () => {
  const one = await reviewed();
  expect((await one.decide({ state: 'closed' })).body).toMatchObject({
    state: 'blocked',
    reason: 'pull_request_closed',
  });
  expect(await onGitHub(one.number)).toMatchObject({ state: 'closed', merged: false });
  const other = await reviewed();
  await place.persons.mergePullRequest(other.number);
  expect(await other.decide({ state: 'closed' })).toMatchObject({ status: 409 });
});

test('nobody says of one on GitHub that it is merged but GitHub', async () => {
  const { decide, view } = await reviewed();
  expect(await decide({ state: 'merged', sha: 'made-up' })).toMatchObject({ status: 409 });
  expect(await view()).toMatchObject({ state: 'in_review' });
});
