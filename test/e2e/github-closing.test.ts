import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { RequestView } from '../../src/protocol/request.ts';
import { identityOf, isAlive } from '../support/alive.ts';
import { frozenWorker } from '../support/frozen-worker.ts';
import type { Json } from '../support/github/api.ts';
import { type GitHubPlace, startGitHub } from '../support/github/github-place.ts';
import { placeOnGitHub, requestOf } from '../support/github/place-on-github.ts';
import type { Place } from '../support/place.ts';
import { until } from '../support/until.ts';

/** Leaves a dev server and work that nobody has published, and stays until the test lets it go. */
const script = [
  'N=$(sed -n \'s/^Resolve issue \\([0-9]*\\) of .*/\\1/p\' "$1")',
  'case "$(cat "$1")" in *"opens one"*)',
  '  echo "done $N" > done.txt; git add done.txt; git commit --quiet --message Done',
  "  planeguard pr create --title 'Say hello' ;;",
  'esac',
  'echo half > half.txt',
  'setsid nohup sleep 600 >/dev/null 2>&1 & echo $! > "$MARKS/server-$N"',
  'echo $$ > "$MARKS/pid-$N.new" && mv "$MARKS/pid-$N.new" "$MARKS/pid-$N"',
  'until [ -e "$MARKS/go-$N" ]; do sleep 0.1; done',
].join('\n');

let github: GitHubPlace;
let place: Place;

beforeAll(async () => {
  const ends: (() => void | Promise<void>)[] = [];
  const atEnd = (end: () => void | Promise<void>) => void ends.push(end);
  github = await startGitHub({ atEnd });
  place = placeOnGitHub(github, script, { poll: '500ms', capacity: 7, atEnd });
  await place.up();
  return async () => {
    for (const end of ends.toReversed()) await end();
  };
}, 60_000);

interface Started {
  number: number;
  pids: ReturnType<typeof identityOf>[];
  workspace: string;
  request: RequestView;
}

/** An issue whose agent works, with a dev server. */
async function start(body = 'Please.'): Promise<Started> {
  const { number } = await github.persons.openIssue({ body });
  await github.persons.label(number);
  const agent = await place.untilMark(`pid-${number}`, 30_000);
  const request = await requestOf(place, number, 'running');
  const pids = [agent, place.mark(`server-${number}`) ?? ''].map(identityOf);
  return { number, pids, workspace: request.session?.workspace ?? '', request };
}

const opensOne = 'This one opens one.';
const pullOf = ({ request }: Started): Promise<number> =>
  until(`${request.id} has a pull request`, async () => {
    const { pullRequest } = await place.client.showRequest(request.id);
    return pullRequest?.number ?? null;
  });

type Closing = (started: Started) => Promise<Json>;
const closings: [string, string, Closing, Pick<RequestView, 'state' | 'reason'>][] = [
  [
    'completed',
    '',
    ({ number }) => github.persons.close(number),
    { state: 'done', reason: 'issue_completed' },
  ],
  [
    'not planned',
    '',
    ({ number }) => github.persons.close(number, 'not_planned'),
    { state: 'cancelled', reason: 'issue_closed' },
  ],
  [
    'a duplicate',
    '',
    ({ number }) => github.persons.close(number, 'duplicate'),
    { state: 'cancelled', reason: 'issue_closed' },
  ],
  [
    'unlabelled',
    '',
    ({ number }) => github.persons.unlabel(number),
    { state: 'cancelled', reason: 'trigger_removed' },
  ],
  [
    'its pull request merged',
    opensOne,
    async (one) => github.persons.mergePullRequest(await pullOf(one)),
    { state: 'done', reason: 'merged' },
  ],
  [
    'its pull request closed',
    opensOne,
    async (one) => github.persons.closePullRequest(await pullOf(one)),
    { state: 'blocked', reason: 'pull_request_closed' },
  ],
  [
    'its branch deleted',
    opensOne,
    async (one) => github.persons.deleteBranch(one.request.session?.branch ?? ''),
    { state: 'blocked', reason: 'pull_request_closed' },
  ],
];

test('whatever closes an issue or its pull request stops the session with proof, its dev server too, and saves its work', async () => {
  const started = await Promise.all(closings.map(([, body]) => start(body)));
  for (const [index, one] of started.entries()) if (closings[index]?.[1] === opensOne) await pullOf(one);
  for (const [index, one] of started.entries()) await closings[index]?.[2](one);

  for (const [index, { number, pids, workspace, request }] of started.entries()) {
    const [name, , , { state, reason }] = closings[index] ?? ['', '', null, { state: 'done', reason: null }];
    const ended = await requestOf(place, number, state);
    expect({ name, reason: ended.reason }).toEqual({ name, reason });
    expect({ name, alive: pids.map(isAlive) }).toEqual({ name, alive: [false, false] });
    expect(ended.evidence.attempts.at(-1)).toMatchObject({
      proof: expect.stringMatching(/^(proved|swept)$/),
    });
    await until(`${name}: its work is saved`, async () => {
      const { salvage } = await place.client.showRequest(request.id);
      return salvage.length === 1;
    });
    if (state !== 'blocked') await until(`${name}: its workspace is gone`, () => !existsSync(workspace));
    expect(ended.attempt).toBe(request.attempt);
  }
}, 60_000);

test('what is closed while the worker is down, while its claim is under way, as its agent exits, and twice is over all the same', async () => {
  const [down, exits] = await Promise.all([start(), start()]);
  await place.client.sendFeedback(down.request.id, 'And the docs.');
  const thaw = frozenWorker(place);
  expect(down.pids.map(isAlive)).toEqual([true, true]);
  await github.persons.close(down.number, 'not_planned');
  await github.persons.close(down.number, 'not_planned');
  await until('the end is wished', async () => {
    const { summary } = await place.client.showRequest(down.request.id);
    return summary.includes('being stopped');
  });
  thaw();
  writeFileSync(join(place.folder, 'marks', `go-${exits.number}`), '');
  await github.persons.close(exits.number, 'not_planned');
  const { number: claimed } = await github.persons.openIssue();
  await github.persons.label(claimed);
  await until('it is queued', async () =>
    (await place.client.listRequests({})).items.find(({ issueNumber }) => issueNumber === claimed),
  );
  await github.persons.close(claimed, 'not_planned');

  for (const number of [down.number, exits.number, claimed])
    expect(await requestOf(place, number, 'cancelled')).toMatchObject({ reason: 'issue_closed' });
  expect([...down.pids, ...exits.pids].map(isAlive)).toEqual([false, false, false, false]);
  const { feedback } = await place.client.showRequest(down.request.id);
  expect(feedback).toMatchObject([{ status: 'ignored' }]);

  await github.persons.reopen(down.number);
  const later = await start();
  expect(await place.client.showRequest(down.request.id)).toMatchObject({ state: 'cancelled', attempt: 1 });

  await github.persons.archive();
  expect(await requestOf(place, later.number, 'cancelled')).toMatchObject({ reason: 'issue_closed' });
  expect(later.pids.map(isAlive)).toEqual([false, false]);
  expect((await place.client.status()).sessions).toEqual([]);
}, 60_000);
