import { beforeEach, expect, test } from 'vitest';
import { lookAtIssue } from '../../../src/server/github/look-at-issue.ts';
import { Comments } from '../../../src/server/loops/github-comments.ts';
import { cancelRequest } from '../../../src/store/cancel-request.ts';
import { findIssue } from '../../../src/store/find-issue.ts';
import { listEvents } from '../../../src/store/list-events.ts';
import { retryRequest } from '../../../src/store/retry-request.ts';
import type { Json } from '../../support/github/api.ts';
import { githubParts } from '../../support/github/github-parts.ts';
import type { GitHubPlace } from '../../support/github/github-place.ts';
import type { Login } from '../../support/github/people.ts';
import { sharedGitHub } from '../../support/github/shared-github.ts';

const shared = sharedGitHub();
let place: GitHubPlace;

beforeEach(() => {
  place = shared();
});

/** A labelled issue that was looked at, and who writes comments on it. */
async function looked({ by = 'alice' }: { by?: Login } = {}) {
  const control = await githubParts(place);
  const { parts, github, repository } = control;
  const { number } = await place.persons.openIssue();
  const look = () => lookAtIssue(parts, github, { repository, number });
  const label = async (who: Login) => {
    await place.persons.label(number, 'agent', who);
    return look();
  };
  await label(by);
  const comments = new Comments(parts, github);
  /** A pass when all pauses are over. */
  const pass = () => {
    control.pass(60_000);
    return comments.pass();
  };
  const path = `/repos/acme/widgets/issues/${number}/comments`;
  const written = async (): Promise<Json[]> => (await place.call('GET', path)).body;
  const bodies = async () => (await written()).map(({ body }) => body);
  const id = (await control.requestOf(number))?.id ?? '';
  const cancel = () => parts.writer.write((write) => cancelRequest(write, id, 'by_operator'));
  const retry = () => parts.writer.write((write) => retryRequest(write, id, false));
  const issue = () => findIssue(parts.db, { repository: 'acme/widgets', number });
  const events = () => listEvents(parts.db, { requestId: null, afterSeq: 0, limit: 500 });
  return {
    ...control,
    passTime: control.pass,
    number,
    look,
    label,
    pass,
    written,
    bodies,
    id,
    cancel,
    retry,
    issue,
    events,
  };
}

const posts = /^POST .*\/comments$/;
const edits = /^PATCH .*\/comments\/\d+$/;

test('a request has one comment on its issue, which is edited as it goes on', async () => {
  const { pass, written, cancel, retry, id } = await looked();
  await pass();
  const [first] = await written();
  expect(first).toMatchObject({ user: { login: 'bob' }, body: expect.stringContaining('**Queued.**') });
  expect(first.body).toContain(`<!-- planeguard:${id} -->`);
  await cancel();
  await pass();
  await retry();
  await cancel();
  await pass();
  const all = await written();
  expect(all).toMatchObject([{ id: first.id, body: expect.stringContaining('**Cancelled.**') }]);
});

test('nothing is written where the comment says already what is so', async () => {
  const { pass, cancel, retry } = await looked();
  await pass();
  await cancel();
  await retry();
  const struck = place.faults.strike({ fault: '500', route: /^(POST|PATCH) / });
  await pass();
  expect(struck.met).toEqual([]);
});

test.each(['502 after', 'drop after'] as const)(
  'a comment that GitHub took without an answer (%s) is found, and none written beside it',
  async (fault) => {
    const { pass, bodies, cancel } = await looked();
    place.faults.strike({ fault, route: posts, times: 1 });
    await expect(pass()).rejects.toMatchObject({ failure: 'unreachable' });
    await cancel();
    await pass();
    expect(await bodies()).toEqual([expect.stringContaining('**Cancelled.**')]);
  },
);

test('the marker in the comment of somebody else is not taken for our own', async () => {
  const { pass, written, id, number } = await looked();
  await place.persons.comment(number, `<!-- planeguard:${id} -->\nMine.`, 'mallory');
  await pass();
  expect((await written()).map(({ user }) => user.login)).toEqual(['mallory', 'bob']);
});

test('a comment that is not known after a restart is found again, and edited', async () => {
  const { parts, github, pass, written, cancel, number } = await looked();
  await pass();
  await parts.db
    .updateTable('issues')
    .set({ comment_id: null, comment_hash: null })
    .where('number', '=', number)
    .execute();
  await cancel();
  await new Comments(parts, github).pass();
  expect(await written()).toMatchObject([{ body: expect.stringContaining('**Cancelled.**') }]);
});

test('edits of one comment come with a pause between, and what changes meanwhile is one edit', async () => {
  const { parts, github, pass: control, written, cancel, retry } = await looked();
  const comments = new Comments(parts, github);
  await comments.pass();
  const struck = place.faults.strike({ fault: '500', route: edits });
  await cancel();
  const waitMs = await comments.pass();
  await retry();
  await cancel();
  expect(await comments.pass()).toBeLessThanOrEqual(waitMs);
  expect(waitMs).toBeGreaterThan(2_000);
  expect(struck.met).toEqual([]);
  struck.end();
  await control();
  expect(await written()).toMatchObject([{ body: expect.stringContaining('**Cancelled.**') }]);
});

test('on a locked issue nothing more is tried, with the reason, until the label is applied again', async () => {
  const { pass, issue, events, number, cancel, label, bodies, id } = await looked();
  await place.persons.lock(number);
  const struck = place.faults.strike({ fault: '403', route: posts });
  await pass();
  expect((await issue())?.comment_trouble).toBe('the issue is locked');
  const refused = (await events()).filter(({ kind }) => kind === 'comment_refused');
  expect(refused).toMatchObject([{ requestId: id, data: { why: 'the issue is locked' } }]);
  await cancel();
  await pass();
  expect(struck.met).toHaveLength(1);

  struck.end();
  await place.persons.unlabel(number);
  expect((await label('alice')).outcome).toBe('retried');
  await pass();
  expect(await bodies()).toEqual([expect.stringContaining('**Queued.**')]);
});

test('a repository that the token sees no more is tried again, ever more slowly, until it is back', async () => {
  const { parts, github, passTime, issue, bodies } = await looked();
  const comments = new Comments(parts, github);
  const lost = place.faults.strike({ fault: '404' });
  const unseen = { failure: 'unauthorized', message: expect.stringContaining('cannot be seen on GitHub') };
  await expect(comments.pass()).rejects.toMatchObject(unseen);
  passTime(30_000);
  await expect(comments.pass()).rejects.toMatchObject(unseen);
  passTime(30_000);
  const { length } = lost.met;
  await comments.pass();
  expect(lost.met).toHaveLength(length);
  expect((await issue())?.comment_trouble).toBeNull();
  lost.end();
  passTime(30_000);
  await comments.pass();
  expect(await bodies()).toEqual([expect.stringContaining('**Queued.**')]);
});

test('rights that the token lacks are no refusal for good', async () => {
  const { pass, issue, bodies } = await looked();
  place.faults.strike({ fault: '403', route: posts, times: 1 });
  await expect(pass()).rejects.toMatchObject({ failure: 'unauthorized' });
  expect((await issue())?.comment_trouble).toBeNull();
  await pass();
  expect(await bodies()).toHaveLength(1);
});

test('a comment that somebody has deleted is not written again until the label is applied again', async () => {
  const { pass, written, bodies, cancel, issue, number, label } = await looked();
  await pass();
  const [{ id }] = (await written()) as [Json];
  await place.persons.deleteComment(id);
  await cancel();
  await pass();
  expect(await written()).toEqual([]);
  expect((await issue())?.comment_trouble).toContain('no more');

  await place.persons.unlabel(number);
  expect((await label('alice')).outcome).toBe('retried');
  await pass();
  expect(await bodies()).toEqual([expect.stringContaining('**Queued.**')]);
});

test('a label that is applied again while the request waits has the comment written', async () => {
  const { parts, pass, issue, events, number, label, bodies } = await looked();
  const comments = { comment_trouble: 'the issue is locked' };
  await parts.db.updateTable('issues').set(comments).where('number', '=', number).execute();
  await pass();
  expect(await bodies()).toEqual([]);
  await place.persons.unlabel(number);
  await label('alice');
  await pass();
  expect((await issue())?.comment_trouble).toBeNull();
  expect(await bodies()).toEqual([expect.stringContaining('**Queued.**')]);
  expect(await events()).toContainEqual(expect.objectContaining({ kind: 'issue_labelled' }));
});

test('a refused label is told once for each issue, and is an event each time', async () => {
  const { pass, bodies, events, number, label } = await looked({ by: 'mallory' });
  await pass();
  const once = [expect.stringMatching(/^<!-- planeguard:refused -->[\s\S]*mallory has the permission read/)];
  expect(await bodies()).toEqual(once);
  await place.persons.unlabel(number);
  expect((await label('mallory')).outcome).toBe('refused');
  await pass();
  expect(await bodies()).toEqual(once);
  expect((await events()).filter(({ kind }) => kind === 'trigger_refused')).toHaveLength(2);
});

test('our own comment starts nothing', async () => {
  const { pass, look } = await looked();
  await pass();
  expect((await look()).outcome).toBe('nothing');
});

test('while GitHub takes no comments none is tried, and what is to be told is told afterwards', async () => {
  const { pass, passTime, look, bodies } = await looked();
  const limit = place.faults.strike({ fault: 'secondary', retryAfterS: 600 });
  await expect(look()).rejects.toMatchObject({ failure: 'throttled' });
  expect(await pass()).toBeLessThanOrEqual(60_000);
  expect(limit.met).toHaveLength(1);
  limit.end();
  passTime(600_000);
  await pass();
  expect(await bodies()).toHaveLength(1);
});
