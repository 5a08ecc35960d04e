import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import type { AttemptEvent } from '../../../src/protocol/worker.ts';
import { askForge } from '../../../src/server/github/ask-forge.ts';
import { lookAtIssue } from '../../../src/server/github/look-at-issue.ts';
import { lookAtPullRequest } from '../../../src/server/github/look-at-pull-request.ts';
import { pollRepository } from '../../../src/server/github/poll-repository.ts';
import { publishPullRequest } from '../../../src/server/github/publish-pull-request.ts';
import { newestPullRequests, pullRequestsOf } from '../../../src/store/find-pull-request.ts';
import { loadGrant } from '../../../src/store/load-grant.ts';
import { movePullRequest } from '../../../src/store/move-pull-request.ts';
import { claimed } from '../../support/github/claimed.ts';
import { type GitHubParts, githubParts } from '../../support/github/github-parts.ts';
import type { GitHubPlace } from '../../support/github/github-place.ts';
import { sharedGitHub } from '../../support/github/shared-github.ts';

const shared = sharedGitHub();
let place: GitHubPlace;

beforeEach(() => {
  place = shared();
});

const pulls = '/repos/acme/widgets/pulls';

interface Running {
  control: GitHubParts;
  issue: number;
  requestId: string;
  attemptId: string;
  branch: string;
  request: () => Promise<{ state: string; reason: string | null; cancel_reason: string | null }>;
  bound: () => Promise<{ number: number; state: string; head: string }[]>;
}

/** A labelled issue whose attempt runs on a branch of its own. */
async function running(): Promise<Running> {
  const control = await githubParts(place);
  const { parts, github, repository } = control;
  const { number: issue } = await place.persons.openIssue();
  await place.persons.label(issue);
  await lookAtIssue(parts, github, { repository, number: issue });
  const requestId = (await control.requestOf(issue))?.id ?? '';
  const attemptId = await claimed(control, requestId);
  const branch = `planeguard/${requestId}`;
  await parts.db.updateTable('attempts').set({ branch }).where('id', '=', attemptId).execute();
  const request = () =>
    parts.db
      .selectFrom('requests')
      .select(['state', 'reason', 'cancel_reason'])
      .where('id', '=', requestId)
      .executeTakeFirstOrThrow();
  return {
    control,
    issue,
    requestId,
    attemptId,
    branch,
    request,
    bound: () => pullRequestsOf(parts.db, requestId),
  };
}

/** The same, with the branch on the forge. */
async function pushed(): Promise<Running> {
  const run = await running();
  await place.push(run.branch);
  return run;
}

const look = ({ control: { parts, github, repository } }: Running, number: number) =>
  lookAtPullRequest(parts, github, { repository, number });

const publish = ({ control: { parts }, attemptId, branch }: Running, title = 'Mend it') => {
  const body = {
    type: 'pull_request',
    title,
    body: '',
    draft: false,
    head: branch,
    headSha: 'a',
    base: 'main',
  } as const;
  const event: AttemptEvent = {
    eventId: randomUUID(),
    fence: 1,
    workerId: 'w00000001',
    at: new Date().toISOString(),
    body,
  };
  return publishPullRequest(parts, attemptId, event);
};

const openOf = async (branch: string): Promise<number[]> =>
  (await place.call('GET', `${pulls}?head=acme:${branch}&state=all`)).body.map(
    ({ number }: { number: number }) => number,
  );

test('one that was opened without an answer is found by its branch, and not opened twice', async () => {
  const run = await pushed();
  place.faults.strike({ fault: '502 after', route: /^POST .*\/pulls$/, times: 1 });
  await expect(publish(run)).rejects.toMatchObject({ failure: 'unreachable' });
  const published = await publish(run);
  expect(await openOf(run.branch)).toEqual([published?.number]);
});

test('two tries at the same time open one', async () => {
  const run = await pushed();
  place.faults.strike({ fault: 'slow', slowMs: 300, route: /^POST .*\/pulls$/, times: 1 });
  const published = await Promise.all([publish(run), publish(run)]);
  expect(await openOf(run.branch)).toEqual([published[0]?.number]);
  expect(published[1]?.number).toBe(published[0]?.number);
});

test('one that the agent has opened by itself is brought up to date', async () => {
  const run = await pushed();
  const { number } = await place.persons.openPullRequest({ head: run.branch, by: 'bob', title: 'Mine' });
  expect(await publish(run, 'Ours')).toMatchObject({ number, title: 'Ours' });
});

test('one of the branch that the agent has opened with gh is found at its end, a draft as well', async () => {
  const run = await pushed();
  expect(await askForge(run.control.parts, run.attemptId)).toMatchObject({ state: 'none' });
  const { number } = await place.persons.openPullRequest({ head: run.branch, by: 'bob', draft: true });
  expect(await askForge(run.control.parts, run.attemptId)).toMatchObject({ state: 'open' });
  expect(await run.bound()).toMatchObject([{ number, state: 'draft' }]);
});

test('a forge that does not answer as asked leaves it unknown whether there is one', async () => {
  const run = await running();
  for (const fault of ['401', '403', '404', '429', 'secondary', '500', 'drop'] as const) {
    const outage = place.faults.strike({ fault });
    const answer = await askForge(run.control.parts, run.attemptId);
    expect(answer, fault).toMatchObject({ state: 'unknown', message: expect.any(String) });
    expect(outage.met, fault).not.toEqual([]);
    outage.end();
    run.control.pass(3_600_000);
  }
});

test('one that is merged by what is stored, and open on GitHub, is merged: nothing waits for ever', async () => {
  const run = await pushed();
  await look(run, (await publish(run))?.number ?? 0);
  const { parts } = run.control;
  const move = { requestId: run.requestId, state: 'merged', sha: 'a' } as const;
  await parts.writer.write((write) => movePullRequest(write, move));
  expect(await askForge(parts, run.attemptId)).toMatchObject({ state: 'merged' });
});

test.each(['merged', 'closed'] as const)(
  'one that was %s before the attempt says nothing of its end',
  async (state) => {
    const run = await pushed();
    const number = (await publish(run))?.number ?? 0;
    await look(run, number);
    await (state === 'merged'
      ? place.persons.mergePullRequest(number)
      : place.persons.closePullRequest(number));
    await look(run, number);
    const { db } = run.control.parts;
    await db.updateTable('requests').set({ attempt: 2, cancel_reason: null }).execute();
    const later = { id: 'a-later', number: 2, claim_id: 'later' };
    const first = await db.selectFrom('attempts').selectAll().executeTakeFirstOrThrow();
    await db.updateTable('attempts').set({ ended_at: Date.now() }).execute();
    await db
      .insertInto('attempts')
      .values({ ...first, ...later, ended_at: null })
      .execute();
    expect(await askForge(run.control.parts, run.attemptId)).toMatchObject({ state });
    expect(await askForge(run.control.parts, later.id)).toMatchObject({ state: 'none' });
    // As if it had been so during the later one: the earlier one's workspace has waited for that.
    await db.updateTable('events').set({ attempt: 2 }).execute();
    expect(await askForge(run.control.parts, run.attemptId)).toMatchObject({ state });
    expect(await askForge(run.control.parts, later.id)).toMatchObject({ state });
  },
);

test('another one that is open on the branch is bound before it is seen that the first was closed', async () => {
  const run = await pushed();
  const first = (await publish(run))?.number ?? 0;
  await look(run, first);
  await place.persons.closePullRequest(first);
  const { number: second } = await place.persons.openPullRequest({ head: run.branch, by: 'bob' });
  expect(await askForge(run.control.parts, run.attemptId)).toMatchObject({ state: 'open' });
  expect((await run.bound()).map(({ number }) => number)).toEqual([second, first]);
  expect(await run.request()).toMatchObject({ cancel_reason: null });
});

test('a configuration that GitHub was taken out of meanwhile leaves it unknown as well', async () => {
  const run = await running();
  expect(await askForge({ ...run.control.parts, github: null }, run.attemptId)).toMatchObject({
    state: 'unknown',
    message: expect.stringMatching(/acme\/widgets is not on GitHub/),
  });
});

test('one of another branch is bound by the issue that it says to close, by who may push', async () => {
  const run = await running();
  await place.push(`by-hand-${run.issue}`);
  const { number } = await place.persons.openPullRequest({
    head: `by-hand-${run.issue}`,
    body: `Closes #${run.issue}`,
  });
  expect((await look(run, number)).outcome).toBe('followed');
  expect(await run.bound()).toMatchObject([{ number, state: 'open' }]);
});

/** As if a pull request came from a fork. */
async function fromFork(run: Running, author: string): Promise<number> {
  const head = `fork-${run.issue}-${author}`;
  await place.push(head);
  const { number } = await place.persons.openPullRequest({ head, body: `Fixes #${run.issue}` });
  place.forge.overlay.forks.set(number, author);
  return number;
}

test('a stranger binds nothing from a fork, whatever it says to close', async () => {
  const run = await running();
  const number = await fromFork(run, 'mallory');
  expect((await look(run, number)).outcome).toBe('nothing');
  expect(await run.bound()).toEqual([]);
});

test('one from the fork of somebody who may start work is followed, and never published to', async () => {
  const run = await running();
  const number = await fromFork(run, 'bob');
  await look(run, number);
  expect(await run.bound()).toMatchObject([{ number, head: `bob:fork-${run.issue}-bob` }]);
  const { db } = run.control.parts;
  const attempt = await db
    .selectFrom('attempts')
    .selectAll()
    .where('id', '=', run.attemptId)
    .executeTakeFirstOrThrow();
  expect((await loadGrant(db, { ...attempt, number: 2 })).pullRequest).toBeNull();
});

test('one that was over before the label was applied is not bound: somebody has asked for more since', async () => {
  const run = await running();
  await place.push(`old-${run.issue}`);
  const { number } = await place.persons.openPullRequest({
    head: `old-${run.issue}`,
    body: `Fixes #${run.issue}`,
  });
  await place.persons.closePullRequest(number);
  const labelled = (at: number) =>
    run.control.parts.db.updateTable('requests').set({ created_at: at }).execute();
  await labelled(Date.now() + 600_000);
  expect((await look(run, number)).outcome).toBe('nothing');
  expect(await run.request()).toMatchObject({ cancel_reason: null });
  await labelled(Date.now() - 600_000);
  expect((await look(run, number)).outcome).toBe('followed');
  expect(await run.request()).toMatchObject({ cancel_reason: 'pull_request_closed' });
});

test('one that was open before the label was applied is not bound, whoever looks at it: the label asks for another', async () => {
  const run = await running();
  await place.push(`before-${run.issue}`);
  const { number, created_at: openedAt } = await place.persons.openPullRequest({
    head: `before-${run.issue}`,
    body: `Fixes #${run.issue}`,
  });
  const { parts, github, repository } = run.control;
  place.forge.overlay.openedAt.set(number, new Date(Date.parse(openedAt) - 60_000).toISOString());
  expect((await look(run, number)).outcome).toBe('nothing');
  await pollRepository(parts, github, repository);
  expect(await askForge(parts, run.attemptId)).toMatchObject({ state: 'none' });
  await place.persons.closePullRequest(number);
  await look(run, number);
  expect(await run.bound()).toEqual([]);
  expect(await run.request()).toMatchObject({ cancel_reason: null });
});

test('of several the newest that is open counts: only when none is open any more does the session end', async () => {
  const run = await pushed();
  const first = (await publish(run))?.number ?? 0;
  await look(run, first);
  await place.push(`${run.branch}-2`);
  const { number: second } = await place.persons.openPullRequest({
    head: `${run.branch}-2`,
    body: `Fixes #${run.issue}`,
  });
  await look(run, second);
  expect((await run.bound()).map(({ number }) => number)).toEqual([second, first]);

  await place.persons.closePullRequest(second);
  await look(run, second);
  expect((await run.bound()).map(({ number }) => number)).toEqual([first, second]);
  expect((await newestPullRequests(run.control.parts.db, [run.requestId])).get(run.requestId)).toMatchObject({
    number: first,
  });
  expect(await run.request()).toMatchObject({ state: 'claimed', cancel_reason: null });
  await place.persons.closePullRequest(first);
  await look(run, first);
  expect(await run.request()).toMatchObject({ cancel_reason: 'pull_request_closed' });
});

test('one that is merged before anybody has looked ends its request as merged, not as an issue that was closed', async () => {
  const run = await pushed();
  const { number } = await place.persons.openPullRequest({ head: run.branch, body: `Fixes #${run.issue}` });
  await place.persons.mergePullRequest(number);
  const { parts, github, repository } = run.control;
  await lookAtIssue(parts, github, { repository, number: run.issue });
  expect(await run.request()).toMatchObject({ cancel_reason: 'merged' });
});

test('polling looks at labelled issues only, and asks for no more than has changed', async () => {
  const run = await running();
  const { number: other } = await place.persons.openIssue({ title: 'No label' });
  const { parts, github, repository } = run.control;
  await pollRepository(parts, github, repository);
  const struck = place.faults.strike({ fault: 'slow', slowMs: 0 });
  await pollRepository(parts, github, repository);
  expect(struck.met).not.toContain(`GET /repos/acme/widgets/issues/${other}`);
  expect(struck.met).toContain(`GET /repos/acme/widgets/issues/${run.issue}`);
});

test('a token that no longer sees the repository ends nothing; an issue that is gone ends its request', async () => {
  const run = await running();
  const { parts, github, repository } = run.control;
  const outage = place.faults.strike({ fault: '404' });
  await expect(lookAtIssue(parts, github, { repository, number: run.issue })).rejects.toMatchObject({
    failure: 'unauthorized',
    message: expect.stringMatching(/acme\/widgets cannot be seen on GitHub/),
  });
  expect(await run.request()).toMatchObject({ cancel_reason: null });
  outage.end();
  place.faults.strike({ fault: '404', route: /issues/ });
  await lookAtIssue(parts, github, { repository, number: run.issue });
  expect(await run.request()).toMatchObject({ cancel_reason: 'issue_closed' });
});
