import type { IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { git } from './git-repository.ts';
import { repositoryPath } from './github/emulator.ts';
import type { ForgeOutage } from './github/faults.ts';
import type { GitHubPlace } from './github/github-place.ts';
import { tokenOf } from './github/people.ts';
import { nameOf, signature } from './github/relay.ts';
import { sharedGitHub } from './github/shared-github.ts';
import { httpServer } from './http-server.ts';

const shared = sharedGitHub();
let place: GitHubPlace;

beforeEach(() => {
  place = shared();
});

afterEach(() => {
  place.quota.refill();
  place.relay.resume();
  place.relay.held.splice(0);
  place.relay.sent.splice(0);
});

const issues = `${repositoryPath}/issues`;
const pulls = `${repositoryPath}/pulls`;
const get = async (path: string) => (await place.call('GET', path)).body;

test('a pull request of a pushed branch is merged in git and on the forge alike', async () => {
  const head = await place.push('merged', { 'merged.txt': 'two\n' });
  const issue = await place.persons.openIssue();
  const pull = await place.persons.openPullRequest({ head: 'merged', body: `Fixes #${issue.number}` });
  expect(pull.head.sha).toBe(head);

  const { sha } = await place.persons.mergePullRequest(pull.number);

  expect(git(place.bare, 'rev-parse', 'main')).toBe(sha);
  expect(git(place.bare, 'show', 'main:merged.txt')).toBe('two');
  expect((await get(`${repositoryPath}/branches/main`)).commit.sha).toBe(sha);
  const merged = { merged: true, state: 'closed', merge_commit_sha: sha };
  expect(await get(`${pulls}/${pull.number}`)).toMatchObject(merged);
  const closed = { state: 'closed', state_reason: 'completed' };
  expect(await get(`${issues}/${issue.number}`)).toMatchObject(closed);
});

test('a push moves the head of an open pull request, and deleting the branch closes it', async () => {
  await place.push('moving', { 'moving.txt': '1\n' });
  const pull = await place.persons.openPullRequest({ head: 'moving' });
  place.relay.hold();
  const head = await place.push('moving', { 'moving.txt': '2\n' });
  expect((await get(`${pulls}/${pull.number}`)).head.sha).toBe(head);
  expect((await place.relay.until('pull_request.synchronize')).payload.pull_request.head.sha).toBe(head);

  await place.persons.deleteBranch('moving');

  expect(git(place.bare, 'branch', '--list', 'moving')).toBe('');
  expect((await get(`${pulls}/${pull.number}`)).state).toBe('closed');
  await place.relay.until('delete');
});

test('a change that conflicts is not merged', async () => {
  await place.push('ours', { 'conflict.txt': 'ours\n' });
  await place.push('theirs', { 'conflict.txt': 'theirs\n' });
  const ours = await place.persons.openPullRequest({ head: 'ours' });
  await place.persons.mergePullRequest(ours.number);
  const theirs = await place.persons.openPullRequest({ head: 'theirs' });
  const { status } = await place.call('PUT', `${pulls}/${theirs.number}/merge`, { body: {} });
  expect(status).toBe(405);
});

test('who labelled an issue, at its birth too, is in its events', async () => {
  const { number } = await place.persons.openIssue({ labels: ['bug'], by: 'bob' });
  await place.persons.label(number, 'agent', 'alice');
  await place.persons.unlabel(number, 'bug', 'bob');
  const events = await get(`${issues}/${number}/events`);
  const labelled = events.filter(({ label }: { label: object | null }) => label !== null);
  expect(labelled.map((each: (typeof events)[0]) => [each.event, each.label.name, each.actor.login])).toEqual(
    [
      ['labeled', 'bug', 'bob'],
      ['labeled', 'agent', 'alice'],
      ['unlabeled', 'bug', 'bob'],
    ],
  );
});

test.each([
  ['alice', 'admin', 'User'],
  ['bob', 'write', 'User'],
  ['mallory', 'read', 'User'],
  ['robot[bot]', 'write', 'Bot'],
])('%s may %s', async (login, permission, type) => {
  const path = `${repositoryPath}/collaborators/${encodeURIComponent(login)}/permission`;
  expect(await get(path)).toMatchObject({ permission, user: { login, type } });
});

test('an issue is closed for a reason, reopened, edited, and commented on', async () => {
  const { number } = await place.persons.openIssue();
  expect(await place.persons.close(number, 'duplicate')).toMatchObject({ state_reason: 'duplicate' });
  expect(await place.persons.reopen(number)).toMatchObject({ state: 'open', state_reason: 'reopened' });
  expect(await place.persons.edit(number, { title: 'Other' }, 'bob')).toMatchObject({ title: 'Other' });
  await place.persons.comment(number, 'Well.', 'mallory');
  expect(await get(`${issues}/${number}/comments`)).toMatchObject([
    { body: 'Well.', user: { login: 'mallory' } },
  ]);
});

test('a pull request is reviewed, is an issue as well, and is closed', async () => {
  await place.push('reviewed');
  const { number } = await place.persons.openPullRequest({ head: 'reviewed', draft: true });
  await place.persons.review(number, { event: 'REQUEST_CHANGES', body: 'No.', by: 'bob' });
  await place.persons.commentInline(number, 'Here.');
  expect(await get(`${pulls}/${number}/reviews`)).toMatchObject([{ state: 'CHANGES_REQUESTED' }]);
  expect(await get(`${pulls}/${number}/comments`)).toMatchObject([{ body: 'Here.', user: { login: 'bob' } }]);
  expect(await get(`${issues}/${number}`)).toMatchObject({ number, pull_request: { merged_at: null } });
  expect(await place.persons.closePullRequest(number)).toMatchObject({ state: 'closed', merged: false });
});

test('statuses are combined as GitHub does, and check runs are listed', async () => {
  const sha = await place.push('checked');
  const combined = () => get(`${repositoryPath}/commits/checked/status`);
  expect(await combined()).toMatchObject({ state: 'pending', total_count: 0, sha });
  await place.persons.setStatus(sha, 'failure', 'ci/build');
  await place.persons.setStatus(sha, 'success', 'ci/lint');
  expect(await combined()).toMatchObject({ state: 'failure', total_count: 2 });
  await place.persons.setStatus(sha, 'success', 'ci/build');
  expect(await combined()).toMatchObject({ state: 'success', total_count: 2 });
  await place.persons.checkRun(sha, 'test', 'failure');
  const { check_runs } = await get(`${repositoryPath}/commits/${sha}/check-runs`);
  expect(check_runs).toMatchObject([
    { name: 'test', conclusion: 'failure', app: { slug: 'github-actions' } },
  ]);
});

test('what was not modified is free, and the rest counts', async () => {
  const path = `${repositoryPath}/labels`;
  const first = await place.call('GET', path, { by: 'bob' });
  const headers = { 'if-none-match': first.headers.get('etag') ?? '' };
  const second = await place.call('GET', path, { by: 'bob', headers });
  const left = (answer: typeof first) => answer.headers.get('x-ratelimit-remaining');
  expect([second.status, left(second)]).toEqual([304, left(first)]);
  const third = await place.call('GET', path, { by: 'bob' });
  expect(Number(left(third))).toBe(Number(left(first)) - 1);
  place.quota.leave(tokenOf('mallory'), 0);
  expect((await place.call('GET', path, { by: 'mallory' })).status).toBe(403);
});

test.each<[ForgeOutage, number, Record<string, string>]>([
  [{ fault: '401' }, 401, {}],
  [{ fault: '403' }, 403, {}],
  [{ fault: '429', retryAfterS: 7 }, 429, { 'retry-after': '7' }],
  [{ fault: 'secondary', retryAfterS: 9 }, 403, { 'retry-after': '9' }],
  [{ fault: 'exhausted' }, 403, { 'x-ratelimit-remaining': '0' }],
])('a call meets $fault, once', async (outage, status, headers) => {
  const { met } = place.faults.strike({ ...outage, route: /^GET .*\/labels$/, times: 1 });
  const answer = await fetch(`${place.url}${repositoryPath}/labels`);
  expect([answer.status, Object.fromEntries(answer.headers)]).toMatchObject([status, headers]);
  expect((await place.call('GET', `${repositoryPath}/labels`)).status).toBe(200);
  expect(met).toEqual([`GET ${repositoryPath}/labels`]);
});

test('a write may have taken effect though its answer was lost', async () => {
  const { number } = await place.persons.openIssue();
  const path = `${issues}/${number}/comments`;
  const comment = () => fetch(`${place.url}${path}`, { method: 'POST', body: '{"body":"x"}', headers });
  const headers = { authorization: `Bearer ${tokenOf('alice')}` };
  place.faults.strike({ fault: '502', times: 1 });
  expect((await comment()).status).toBe(502);
  expect(await get(path)).toHaveLength(0);
  place.faults.strike({ fault: '502 after', route: /^POST /, times: 1 });
  expect((await comment()).status).toBe(502);
  place.faults.strike({ fault: 'drop after', route: /^POST /, times: 1 });
  await expect(comment()).rejects.toThrow(TypeError);
  expect(await get(path)).toHaveLength(2);
});

test('an unknown token is refused', async () => {
  const answer = await fetch(`${place.url}/user`, { headers: { authorization: 'Bearer ghp_x' } });
  expect(answer.status).toBe(401);
});

test('signed deliveries are held, sent twice, in another order, and lost', async () => {
  const heard: string[] = [];
  const hear = ({ headers }: IncomingMessage, body: Buffer) => {
    const isSigned = headers['x-hub-signature-256'] === signature('s3cret', body);
    const event = String(headers['x-github-event']);
    heard.push(isSigned ? nameOf({ event, payload: JSON.parse(body.toString()) }) : 'unsigned');
  };
  const url = await httpServer((call, answer) => {
    void buffer(call)
      .then((body) => hear(call, body))
      .then(() => answer.writeHead(204).end());
  });
  place.relay.hold();
  const config = { url, secret: 's3cret', content_type: 'json' };
  await place.call('POST', `${repositoryPath}/hooks`, { body: { config, events: ['issues'] } });
  const { number } = await place.persons.openIssue();
  await place.relay.until('issues.opened');
  await place.persons.label(number);
  await place.relay.until('issues.labeled');

  await place.relay.release((held) => [...held, ...held].reverse());

  expect(heard).toEqual([
    'issues.labeled',
    'issues.opened',
    'ping',
    'issues.labeled',
    'issues.opened',
    'ping',
  ]);
  place.relay.lose();
  await place.persons.unlabel(number);
  expect(place.relay.held).toEqual([]);
});
