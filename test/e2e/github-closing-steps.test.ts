import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { identityOf, isAlive } from '../support/alive.ts';
import { startGitHub } from '../support/github/github-place.ts';
import { placeOnGitHub, requestOf } from '../support/github/place-on-github.ts';
import { until } from '../support/until.ts';

/** Says that a step has begun, and holds it for as long as the test wants. */
const hold = (step: string): string =>
  [
    `echo $$ > "$MARKS/${step}-$PLANEGUARD_ISSUE.new"`,
    `mv "$MARKS/${step}-$PLANEGUARD_ISSUE.new" "$MARKS/${step}-$PLANEGUARD_ISSUE"`,
    `while [ -e "$MARKS/hold-${step}-$PLANEGUARD_ISSUE" ]; do sleep 0.1; done`,
  ].join('\n');

const script = [
  'setsid nohup sleep 600 >/dev/null 2>&1 & echo $! > "$MARKS/server-$PLANEGUARD_ISSUE"',
  hold('agent'),
  'echo done > done.txt; git add done.txt; git commit --quiet --message Done',
  "planeguard pr create --title 'Say hello'",
].join('\n');

const held = ['afterCreate', 'beforeRun', 'agent', 'afterRun'] as const;
const steps = [...held, 'a pull request is being opened', 'in review'] as const;

test('an issue that is closed at whatever step of its attempt ends it with proof, its remarks ignored and its thread closed', async () => {
  const github = await startGitHub();
  const hooks = {
    afterCreate: hold('afterCreate'),
    beforeRun: hold('beforeRun'),
    afterRun: hold('afterRun'),
  };
  const place = placeOnGitHub(github, script, { poll: '500ms', capacity: 3, hooks });
  await place.up();

  /** An issue whose attempt has come to the step, and the processes that it has there. */
  const reach = async (step: (typeof steps)[number]) => {
    const { number } = await github.persons.openIssue();
    writeFileSync(join(place.folder, 'marks', `hold-${step}-${number}`), '');
    const route = /^POST .*\/pulls$/;
    const opening =
      step === 'a pull request is being opened'
        ? github.faults.strike({ fault: 'slow', slowMs: 5_000, route })
        : null;
    await github.persons.label(number);
    if (opening !== null) await until('it is being opened', () => opening.met.length > 0, 30_000);
    if (step === 'in review') await requestOf(place, number, 'in_review');
    const mark = held.some((one) => one === step) ? await place.untilMark(`${step}-${number}`, 30_000) : null;
    const pids = [mark, step === 'agent' ? place.mark(`server-${number}`) : null];
    opening?.end();
    return { number, alive: pids.filter((pid) => pid !== null).map(identityOf) };
  };

  const closed: string[] = [];
  for (const step of steps) {
    const { number, alive } = await reach(step);
    const { items } = await place.client.listRequests({});
    const id = items.find(({ issueNumber }) => issueNumber === number)?.id ?? '';
    if (step !== 'in review') await place.client.sendFeedback(id, 'And the docs.');
    await github.persons.close(number, 'not_planned');
    const ended = await requestOf(place, number, 'cancelled');
    expect({ step, ...ended }).toMatchObject({
      step,
      reason: 'issue_closed',
      attempt: 1,
      feedback: step === 'in review' ? [] : [{ status: 'ignored' }],
      threads: [{ wanted: 'closed', actual: 'closed' }],
    });
    expect({ step, attempts: ended.evidence.attempts }).toMatchObject({ step, attempts: [{ clean: true }] });
    expect({ step, alive: alive.map(isAlive) }).toEqual({ step, alive: alive.map(() => false) });
    await until(`${step}: its workspace is gone`, () => readdirSync(place.layout.workspaces).length === 0);
    await github.persons.reopen(number);
    closed.push(id);
  }
  expect((await place.client.status()).sessions).toEqual([]);
  await reach('in review');
  for (const id of closed)
    expect(await place.client.showRequest(id)).toMatchObject({ state: 'cancelled', attempt: 1 });
}, 180_000);
