import { writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { attemptId } from '../../src/core/ids.ts';
import { systemClock } from '../../src/edge/clock.ts';
import { repositoryPath } from '../../test/support/github/emulator.ts';
import { type GitHubPlace, startGitHub } from '../../test/support/github/github-place.ts';
import { tokenOf } from '../../test/support/github/people.ts';
import type { Delivery } from '../../test/support/github/relay.ts';
import { type Instance, openInstance } from '../instance/instance.ts';
import { type Timings, timingsOf } from '../instance/timings-of.ts';
import { until } from '../instance/until.ts';
import type { Row } from '../report/row.ts';
import { rowOf } from '../report/row-of.ts';
import type { Figure } from './figure.ts';

const openedSchema = z.object({ number: z.int() });
const commentSchema = z.object({ issue: openedSchema, comment: z.object({ body: z.string() }) });
const secret = 'bench';
const warmUps = 2;
const runs = 20;
/** What GitHub takes for an answer is 100 to 300 ms. */
const slowMs = 100;

/** From a label on an issue to its agent's process, heard of by a signed webhook. */
export const label: Figure = {
  name: 'label',
  seconds: 200,
  measure: async (folder) => [
    ...(await measureWith(folder, { latencyMs: 0, title: 'label -> agent started', aim: { below: 500 } })),
    ...(await measureWith(folder, {
      latencyMs: slowMs,
      title: `the same, each answer of GitHub ${slowMs} ms later`,
      aim: null,
    })),
  ],
};

interface Condition {
  latencyMs: number;
  title: string;
  aim: Row['aim'];
}

async function measureWith(folder: string, condition: Condition): Promise<Row[]> {
  const ends: (() => void | Promise<void>)[] = [];
  try {
    const github = await startGitHub({ atEnd: (end) => void ends.push(end) });
    const at = { apiUrl: github.url, secret, token: tokenOf('bob') };
    const instance = await openInstance({ folder, capacity: 1, github: at });
    ends.push(() => instance.close());
    const config = { url: `${instance.url}/v1/webhooks/github`, content_type: 'json', secret };
    await github.call('POST', `${repositoryPath}/hooks`, { body: { name: 'web', events: ['*'], config } });
    const calls = github.faults.strike({ fault: 'slow', slowMs: condition.latencyMs }).met;
    const all: Times[] = [];
    for (let run = 1; run <= warmUps + runs; run += 1)
      all.push(await seeThrough({ instance, github, calls }, run));
    return rowsOf(all.slice(warmUps), condition);
  } finally {
    for (const end of ends.toReversed()) await end();
  }
}

interface Times extends Timings {
  startMs: number;
  queuedMs: number;
  claimedMs: number;
  calls: number;
}

interface Bench {
  instance: Instance;
  github: GitHubPlace;
  /** What GitHub was asked so far. */
  calls: readonly string[];
}

/** One issue from its label to the end of its agent; the next begins when all of that is told on the issue. */
async function seeThrough({ instance, github, calls }: Bench, run: number): Promise<Times> {
  const { place, events } = instance;
  // Straight to the emulator, so that nothing of what a person does is late, or counted.
  const act = github.forge.emulator;
  const opened = await act('POST', `${repositoryPath}/issues`, { body: { title: 'A wish' } });
  const { number: issue } = openedSchema.parse(opened.body);
  await settled(instance, github);
  const callsBefore = calls.length;
  const labelledMs = systemClock.monotonicMs();
  await act('POST', `${repositoryPath}/issues/${issue}/labels`, { body: { labels: ['agent'] } });
  const queued = await events.untilNth('queued', run);
  const callsUntilQueued = calls.length - callsBefore;
  const id = queued.value.requestId ?? '';
  const claimed = await events.until('claimed', id);
  const started = await place.bell.until('started', attemptId(id, 1));
  const running = await events.until('running', id);
  await writeFile(place.go, 'go\n');
  await events.until('workspace', id);
  await until('its end is told on the issue', () =>
    github.relay.sent.some((sent) => tellsOfEnd(sent, issue)),
  );
  await settled(instance, github);
  return {
    startMs: started.atMs - labelledMs,
    queuedMs: queued.atMs - labelledMs,
    claimedMs: claimed.atMs - queued.atMs,
    ...timingsOf(running.value),
    calls: callsUntilQueued,
  };
}

function tellsOfEnd({ payload }: Delivery, issue: number): boolean {
  const said = commentSchema.safeParse(payload).data;
  return said?.issue.number === issue && said.comment.body.includes('**Blocked.**');
}

/** Nothing that was delivered waits. */
async function settled({ client }: Instance, { relay }: GitHubPlace): Promise<void> {
  await relay.idle();
  await until('all deliveries are looked into', async () => {
    const { items } = await client.listDeliveries({ limit: 100 });
    return items.every(({ processedAt }) => processedAt !== null);
  });
}

function rowsOf(all: readonly Times[], { title, aim }: Condition): Row[] {
  const row = (what: string, part: keyof Times, about: Partial<Pick<Row, 'aim' | 'unit'>> = {}) =>
    rowOf(
      { what, unit: 'ms', aim: null, ...about },
      all.map((times) => times[part]),
    );
  return [
    row(title, 'startMs', { aim }),
    row('  of it: until it is queued', 'queuedMs'),
    row('  calls of GitHub until it is queued', 'calls', { unit: 'calls' }),
    row('  of it: until a worker has claimed it', 'claimedMs'),
    row('  of it: the fetch', 'fetchMs'),
    row('  of it: making the workspace', 'workspaceMs'),
    row('  of it: launching', 'launchMs'),
  ];
}
