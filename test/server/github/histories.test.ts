import { expect, test } from 'vitest';
import { lookAtIssue } from '../../../src/server/github/look-at-issue.ts';
import { findIssue } from '../../../src/store/find-issue.ts';
import { githubParts } from '../../support/github/github-parts.ts';
import { sharedGitHub } from '../../support/github/shared-github.ts';
import { bringIntoReview, tryHistories } from '../../support/github/try-histories.ts';

const shared = sharedGitHub();

async function looking() {
  const place = shared();
  const { parts, github, repository, requestOf } = await githubParts(place);
  const { number } = await place.persons.openIssue();
  await place.persons.label(number);
  const key = { repository: repository.name, number };
  return {
    number,
    persons: place.persons,
    look: () => lookAtIssue(parts, github, { repository, number }),
    request: () => requestOf(number),
    issue: () => findIssue(parts.db, key),
    review: async () => {
      const id = (await requestOf(number))?.id ?? '';
      await parts.writer.write((write) => bringIntoReview(write, id));
    },
  };
}

test('deliveries that are lost, repeated and confused lead to what the ordered ones do, once GitHub was polled', () =>
  tryHistories(5, 20_270));

test('an issue that was closed and reopened before anybody looked starts nothing until it is labelled again', async () => {
  const { number, persons, look, request } = await looking();
  await persons.close(number);
  await persons.reopen(number);
  expect(await look()).toMatchObject({ outcome: 'nothing' });
  expect(await request()).toBeNull();
  await persons.unlabel(number);
  await persons.label(number);
  expect(await look()).toMatchObject({ outcome: 'queued' });
});

test('a waiting request is withdrawn when its issue was closed and reopened between two looks', async () => {
  const { number, persons, look, request } = await looking();
  await look();
  await persons.close(number);
  await persons.reopen(number);
  expect(await look()).toMatchObject({ outcome: 'ended' });
  expect(await request()).toMatchObject({ state: 'cancelled' });
});

test('a request that waits stands for the newest label, so that the same one does not start it twice', async () => {
  const { number, persons, look, request, issue } = await looking();
  await look();
  const before = await issue();
  await persons.unlabel(number);
  await persons.edit(number, { title: 'Two\nlines' });
  await persons.label(number, 'agent', 'bob');
  expect(await look()).toMatchObject({ outcome: 'retried' });
  const now = await issue();
  expect(now).toMatchObject({ trigger_actor: 'bob' });
  expect(now?.trigger_id).not.toBe(before?.trigger_id);
  expect(await request()).toMatchObject({ state: 'queued', title: 'Two lines' });
  expect(await look()).toMatchObject({ outcome: 'nothing' });
});

test('what is in review is tried again when its label was taken off and applied again between two looks', async () => {
  const { number, persons, look, request, issue, review } = await looking();
  await look();
  await review();
  expect(await request()).toMatchObject({ state: 'in_review' });
  const before = await issue();
  await persons.unlabel(number);
  await persons.label(number);
  expect(await look()).toMatchObject({ outcome: 'retried' });
  expect((await issue())?.trigger_id).not.toBe(before?.trigger_id);
  expect(await request()).toMatchObject({ state: 'queued' });
});

test('what is in review ends when its label was applied again by somebody who may not start work', async () => {
  const { number, persons, look, request, review } = await looking();
  await look();
  await review();
  await persons.unlabel(number);
  await persons.label(number, 'agent', 'mallory');
  await look();
  expect(await request()).toMatchObject({ state: 'cancelled', reason: 'trigger_removed' });
});
