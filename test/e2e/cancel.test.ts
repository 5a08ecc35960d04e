import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { identityOf, isAlive } from '../support/alive.ts';
import { Place } from '../support/place.ts';
import { queue, restingRequest, stateReached } from '../support/resting-request.ts';
import { devServer, openPullRequest, started } from '../support/scripts.ts';
import { sharedPlace } from '../support/shared-place.ts';
import { until } from '../support/until.ts';

const onShared = sharedPlace();

test('a request is cancelled from the queue, while it runs, and again while it ends', async () => {
  const place = new Place({ config: { worker: { capacity: 1 }, session: { grace: '20s' } } });
  const lingers = 'touch "$MARKS/asked"; while ! [ -e "$MARKS/end" ]; do sleep 0.1 || :; done; exit 0';
  const slow = `trap '${lingers}' TERM\n${devServer}\n${started}\nwhile :; do sleep 0.1; done`;
  await place.up();
  const running = await queue(place, place.agent(slow));
  const agent = identityOf(await place.untilMark('pid'));
  const server = identityOf(await place.untilMark('server'));
  const waiting = await queue(place, place.agent('exit 0', 'never'));
  await stateReached(place, running, 'running');

  expect(await place.client.cancelRequest(waiting)).toMatchObject({ state: 'cancelled', attempt: 0 });
  const cancelled = await place.planeguard('cancel', running, '--json');
  expect(cancelled.exit).toBe(0);
  await until('the agent is asked to end', () => existsSync(`${place.folder}/marks/asked`));
  expect(await place.planeguard('cancel', running)).toMatchObject({
    exit: 0,
    stdout: expect.stringMatching(
      /^\w+ running: It is being stopped: a cancel was asked for\. Next: See how it ends: planeguard .* show \w+\. Watch it: planeguard .* events \w+ --follow\.\n$/,
    ),
  });
  writeFileSync(`${place.folder}/marks/end`, '');
  expect(await restingRequest(place, running)).toMatchObject({
    state: 'cancelled',
    reason: 'by_operator',
    attempt: 1,
    evidence: { attempts: [{ reason: 'by_operator' }] },
  });
  expect([agent, server].map(isAlive)).toEqual([false, false]);
});

test('a request in review is cancelled, and its workspace goes', async () => {
  const place = onShared();
  await place.up();
  const id = await queue(place, place.agent(openPullRequest));
  const { session } = await restingRequest(place, id);
  expect(existsSync(session?.workspace ?? '')).toBe(true);
  expect(await place.client.cancelRequest(id)).toMatchObject({ state: 'cancelled', reason: 'by_operator' });
  await until('its workspace is gone', () => !existsSync(session?.workspace ?? ''));
});

test('a cancel does not wait for a remote that is slow to take the branch', async () => {
  const place = onShared();
  const hook = `${place.repository}/hooks/pre-receive`;
  mkdirSync(`${place.repository}/hooks`, { recursive: true });
  const seen = `${place.folder}/marks/pushing`;
  writeFileSync(hook, `#!/bin/sh\ntouch '${seen}'\nsleep 20\n`, { mode: 0o755 });
  await place.up();
  const id = await queue(place, place.agent(openPullRequest));
  await until('the push is under way', () => existsSync(seen));
  await place.client.cancelRequest(id);
  const ended = await restingRequest(place, id);
  expect(ended).toMatchObject({ state: 'cancelled', reason: 'by_operator' });
  expect(Date.parse(ended.updatedAt) - statSync(seen).mtimeMs).toBeLessThan(15_000);
});
