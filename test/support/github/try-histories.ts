import * as fc from 'fast-check';
import { expect, onTestFinished } from 'vitest';
import { readDelivery } from '../../../src/core/github/delivery.ts';
import { closedStates } from '../../../src/core/request.ts';
import { githubDeliveriesLoop } from '../../../src/server/loops/github-deliveries.ts';
import { githubPollLoop } from '../../../src/server/loops/github-poll.ts';
import { addDelivery } from '../../../src/store/add-delivery.ts';
import { findIssue } from '../../../src/store/find-issue.ts';
import { until } from '../until.ts';
import { githubParts } from './github-parts.ts';
import { type GitHubPlace, startGitHub } from './github-place.ts';
import { type History, historyArbitrary, type Passage, TriedIssue } from './issue-history.ts';
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
    return { state, reason, title, prompt, trigger: issue?.trigger_id };
  };
  return { hear, poll: () => poll.again(), about };
}

async function play(
  { relay, persons }: GitHubPlace,
  { well, badly }: { well: Hearer; badly: Hearer },
  { steps, passages }: History,
): Promise<void> {
  const issues: TriedIssue[] = [];
  const waiting: Delivery[] = [];
  const take = async (name: string, number: number) => {
    await until(`${name} of ${number} is delivered`, () =>
      relay.held.some((held) => nameOf(held) === name && held.payload.issue.number === number),
    );
    const heard = relay.held.splice(0);
    waiting.push(...heard);
    await well.hear(heard);
  };
  for (let count = 0; count < 2; count += 1) {
    const issue = await opened(persons);
    issues.push(issue);
    await take('issues.opened', issue.number);
  }
  for (const [at, step] of steps.entries()) {
    const issue = issues[step.issue];
    const name = (await issue?.take(step)) ?? null;
    if (issue !== undefined && name !== null) await take(name, issue.number);
    for (const passage of passages.filter(({ after }) => after === at)) {
      await badly.hear(arranged(waiting, passage));
      if (passage.polls) await badly.poll();
    }
  }
  await badly.poll();
  for (const issue of issues) await expectSame(issue, { well, badly });
  // Nothing of one history is looked at in the next.
  for (const { number } of issues) await persons.close(number);
  await Promise.all([well.poll(), badly.poll()]);
  relay.held.splice(0);
}

async function opened(persons: GitHubPlace['persons']): Promise<TriedIssue> {
  const { number } = await persons.openIssue();
  return new TriedIssue(number, persons);
}

/** What comes of those that wait, in its order; what was passed over is lost. */
function arranged(waiting: Delivery[], { fates }: Passage): Delivery[] {
  return waiting
    .splice(0)
    .map((delivery, at) => ({ delivery, ...(fates[at % fates.length] ?? { times: 0, order: 0 }) }))
    .toSorted((a, b) => a.order - b.order)
    .flatMap(({ delivery, times }) => Array.from({ length: times }, () => delivery));
}

/**
 * What is under way is so for both, with the same text and by the same label. Of what is over, who heard badly may have
 * known less: nothing of it, or another of the reasons for which it was withdrawn.
 */
async function expectSame(
  { number, reasons }: TriedIssue,
  { well, badly }: { well: Hearer; badly: Hearer },
): Promise<void> {
  const [expected, found] = [await well.about(number), await badly.about(number)];
  const isOver = expected === null || closedStates.some((state) => state === expected.state);
  if (!isOver) return expect(found).toEqual(expected);
  if (expected === null || found === null) return expect(found).toBeNull();
  expect(closedStates).toContain(found.state);
  expect(reasons).toContain(found.reason);
}
