import * as fc from 'fast-check';
import { expect, onTestFinished } from 'vitest';
import { readDelivery } from '../../../src/core/github/delivery.ts';
import { closedStates, type RequestState } from '../../../src/core/request.ts';
import { lookAtPullRequest } from '../../../src/server/github/look-at-pull-request.ts';
import { githubDeliveriesLoop } from '../../../src/server/loops/github-deliveries.ts';
import { githubPollLoop } from '../../../src/server/loops/github-poll.ts';
import { addDelivery } from '../../../src/store/add-delivery.ts';
import { findIssue } from '../../../src/store/find-issue.ts';
import { pullRequestsOf } from '../../../src/store/find-pull-request.ts';
import { findRequest } from '../../../src/store/find-request.ts';
import { moveRequest } from '../../../src/store/move-request.ts';
import type { Write } from '../../../src/store/writer.ts';
import { until } from '../until.ts';
import { githubParts } from './github-parts.ts';
import { type GitHubPlace, startGitHub } from './github-place.ts';
import {
  type History,
  historyArbitrary,
  type Passage,
  type Step,
  type Told,
  TriedIssue,
} from './issue-history.ts';
import { type Delivery, nameOf } from './relay.ts';

/**
 * Plays random histories of issues to two control planes: one hears each delivery in its turn, the other loses, repeats
 * and confuses them, and polls. `SEED=n` repeats a run.
 */
export async function tryHistories(count: number, seed: number): Promise<void> {
  const github = await startGitHub();
  github.quota.limit = 1_000_000;
  github.relay.hold();
  const [well, badly] = [await hearer(github), await hearer(github)];
  const property = fc.asyncProperty(historyArbitrary, (history) => play(github, { well, badly }, history));
  await fc.assert(property, { seed, numRuns: count, endOnFailure: true });
}

type Hearer = Awaited<ReturnType<typeof hearer>>;

async function hearer(place: GitHubPlace) {
  const { parts, github, repository, requestOf } = await githubParts(place);
  const deliveries = githubDeliveriesLoop(parts, github).start();
  const poll = githubPollLoop(parts, github).start();
  onTestFinished(async () => {
    await deliveries.stop();
    await poll.stop();
  });
  const hear = async (all: readonly Delivery[]): Promise<void> => {
    for (const { id, event, payload } of all)
      await parts.writer.write((write) => addDelivery(write, { id, event, ...readDelivery(event, payload) }));
    await deliveries.again();
  };
  const about = async (number: number) => {
    const request = await requestOf(number);
    if (request === null) return null;
    const { state, reason, title, prompt } = request;
    const issue = await findIssue(parts.db, { repository: repository.name, number });
    const pulls = (await pullRequestsOf(parts.db, request.id)).map(({ number, state }) => ({
      number,
      state,
    }));
    return { state, reason, title, prompt, trigger: issue?.trigger_id, pulls };
  };
  const work = async (number: number, pullRequest: number) => {
    // As an attempt's end does.
    await lookAtPullRequest(parts, github, { repository, number: pullRequest });
    const request = await requestOf(number);
    if (request?.state === 'queued') await parts.writer.write((write) => bringIntoReview(write, request.id));
  };
  return { hear, poll: () => poll.again(), about, work };
}

/** What an agent's attempt comes to that leaves an open pull request. */
export async function bringIntoReview(write: Write, requestId: string): Promise<void> {
  const verdict = { to: 'in_review', summary: 'Its pull request is open.' } as const;
  for (const event of [
    { type: 'claimed' },
    { type: 'launched' },
    { type: 'attempt_over', verdict },
  ] as const) {
    const request = await findRequest(write.db, requestId);
    if (request) await moveRequest(write, { request, event, summary: verdict.summary });
  }
}

async function play(
  place: GitHubPlace,
  { well, badly }: { well: Hearer; badly: Hearer },
  { steps, passages }: History,
): Promise<void> {
  const { relay, persons } = place;
  const issues: TriedIssue[] = [];
  const waiting: Delivery[] = [];
  const take = async ({ name, number }: Told) => {
    await until(`${name} of ${number} is delivered`, () =>
      relay.held.some((held) => nameOf(held) === name && numberIn(held) === number),
    );
    const heard = relay.held.splice(0);
    waiting.push(...heard);
    await well.hear(heard);
  };
  for (let count = 0; count < 2; count += 1) {
    const issue = await opened(place);
    issues.push(issue);
    await take({ name: 'issues.opened', number: issue.number });
  }
  const step = async (one: Step) => {
    const issue = issues[one.issue];
    const told = (await issue?.take(one)) ?? null;
    if (issue === undefined || told === null) return;
    await take(told);
    if (one.do !== 'work' || issue.pullRequest === null) return;
    // Only what was heard of can be worked on.
    await badly.poll();
    for (const each of [well, badly]) await each.work(issue.number, issue.pullRequest);
  };
  for (const [at, one] of steps.entries()) {
    await step(one);
    for (const passage of passages.filter(({ after }) => after === at)) {
      await badly.hear(arranged(waiting, passage));
      if (passage.polls) await badly.poll();
    }
  }
  // Twice: a pull request that is looked at before its issue was heard of is bound by the next poll.
  for (let polls = 0; polls < 2; polls += 1) await badly.poll();
  for (const issue of issues) await expectSame(issue, { well, badly });
  // Nothing of one history is looked at in the next.
  for (const { number } of issues) await persons.close(number);
  await Promise.all([well.poll(), badly.poll()]);
  relay.held.splice(0);
}

async function opened(place: GitHubPlace): Promise<TriedIssue> {
  const { number } = await place.persons.openIssue();
  return new TriedIssue(number, place);
}

const numberIn = ({ payload }: Delivery): unknown => (payload.issue ?? payload.pull_request)?.number;

/** What comes of those that wait, in its order; what was passed over is lost. */
function arranged(waiting: Delivery[], { fates }: Passage): Delivery[] {
  return waiting
    .splice(0)
    .map((delivery, at) => ({ delivery, ...(fates[at % fates.length] ?? { times: 0, order: 0 }) }))
    .toSorted((a, b) => a.order - b.order)
    .flatMap(({ delivery, times }) => Array.from({ length: times }, () => delivery));
}

/**
 * What is asked for is under way for both, with the same text and by the same label. Of what is over, who heard badly may
 * have known less: nothing of it, or another of the reasons for which it was withdrawn. Where its state depends on who looked
 * when, both know the same of its pull requests.
 */
async function expectSame(
  { number, reasons, isAskedFor, dependsOnLooks }: TriedIssue,
  { well, badly }: { well: Hearer; badly: Hearer },
): Promise<void> {
  const [expected, found] = [await well.about(number), await badly.about(number)];
  expect([isUnfinished(expected), isUnfinished(found)]).toEqual([isAskedFor, isAskedFor]);
  if (isAskedFor && !dependsOnLooks) return expect(found).toEqual(expected);
  if (expected === null) return expect(found).toBeNull();
  if (found === null) return;
  if (dependsOnLooks) expect(found.pulls).toEqual(expected.pulls);
  if (isAskedFor) expect(found.trigger).toBe(expected.trigger);
  else expect(reasons).toContain(found.reason);
}

const isUnfinished = (one: { state: RequestState } | null): boolean =>
  one !== null && !closedStates.some((state) => state === one.state);
