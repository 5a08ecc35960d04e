import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readIdentity } from '../../src/edge/processes/identity.ts';
import { killAt } from '../support/kill-points.ts';
import { Place } from '../support/place.ts';
import { queue, restingRequest } from '../support/resting-request.ts';
import { devServer, openPullRequest, waitForTest } from '../support/scripts.ts';
import { until } from '../support/until.ts';

/** Appends its name to a list that the test reads. */
const tells = (name: string): string => `echo ${name} >> "$MARKS/ran"`;

function configure(place: Place, hooks: object): void {
  const path = join(place.folder, 'planeguard.yaml');
  const repositories = [{ name: place.repository, hooks }];
  writeFileSync(path, JSON.stringify({ ...place.readJson(path), repositories }));
}

async function hookEvents(place: Place, id: string): Promise<Record<string, unknown>[]> {
  const { evidence } = await place.client.showRequest(id);
  return evidence.receipts.flatMap(({ kind, data }) =>
    kind === 'hook' && data.is !== 'started' ? [data] : [],
  );
}

test('hooks run around each attempt in their order; a dev server that one left is gone with the session', async () => {
  const place = new Place({ config: { retry: { attempts: 3 } } });
  configure(place, {
    afterCreate: tells('afterCreate'),
    beforeRun: `${tells('beforeRun')}; ${devServer}; [ "$PLANEGUARD_ATTEMPT" != 2 ] || exit 4`,
    afterRun: `${tells('afterRun')}; kill -0 "$(cat "$MARKS/agent")" 2> /dev/null && ${tells('too early')}; exit 1`,
    beforeRemove: `${tells('beforeRemove')}; pwd > "$MARKS/removed"`,
  });
  await place.up();
  const agent = `${tells('agent')}; echo $$ > "$MARKS/agent"; kill -0 "$(cat "$MARKS/server")"
if [ "$PLANEGUARD_ATTEMPT" = 1 ]; then echo half > half.txt; exit 1; fi
test -e half.txt\n${openPullRequest}`;
  const id = await queue(place, place.agent(agent));
  expect(await restingRequest(place, id)).toMatchObject({ state: 'in_review', attempt: 3 });
  expect(readIdentity(Number(place.mark('server')))).toBeNull();
  const { session } = await place.client.showRequest(id);
  expect((await place.planeguard('pr', 'merge', id)).exit).toBe(0);
  await until('the workspace is removed', () => place.mark('ran')?.includes('beforeRemove'));
  expect(place.mark('ran')?.trim().split('\n')).toEqual([
    ...['afterCreate', 'beforeRun', 'agent', 'afterRun'],
    ...['beforeRun', 'afterRun'],
    ...['beforeRun', 'agent', 'afterRun', 'beforeRemove'],
  ]);
  expect(place.mark('removed')?.trim()).toBe(session?.workspace);
  expect(await hookEvents(place, id)).toContainEqual(
    expect.objectContaining({ hook: 'afterRun', is: 'failed', status: 1, problem: expect.any(String) }),
  );
  const shown = (await place.planeguard('show', id)).stdout;
  expect(shown).toMatch(/afterRun +3 +failed .*exited with status 1/);
});

test('a hook that hangs is stopped at its timeout, and its launch is told as failed, with its last words', async () => {
  const place = new Place();
  configure(place, { beforeRun: 'echo waiting for the database; sleep 600', timeout: '1s' });
  await place.up();
  const id = await queue(place, place.agent('echo x > "$MARKS/agent"'));
  const request = await restingRequest(place, id);
  expect(request).toMatchObject({ state: 'blocked', reason: 'attempts_exhausted', attempt: 2 });
  expect(request.summary).toContain(
    'The hook beforeRun of planeguard.yaml was still running after 1 s (hooks.timeout) and was stopped. Its last words: waiting for the database',
  );
  expect(place.mark('agent')).toBeNull();
  expect((await place.planeguard('logs', id)).stdout).toContain('waiting for the database');
});

test('a cancel interrupts a hook, and one that its worker did not live to see end goes on', async () => {
  const place = new Place();
  configure(place, { beforeRun: `${tells('beforeRun')}; ${waitForTest}`, afterRun: tells('afterRun') });
  await place.up();
  const agent = place.agent(`${tells('agent')}\n${openPullRequest}`);
  const cancelled = await queue(place, agent);
  await place.untilMark('ran');
  expect((await place.planeguard('cancel', cancelled)).exit).toBe(0);
  expect(await restingRequest(place, cancelled)).toMatchObject({ state: 'cancelled', reason: 'by_operator' });
  expect(await hookEvents(place, cancelled)).toMatchObject([
    { hook: 'beforeRun', is: 'interrupted' },
    { hook: 'afterRun', is: 'succeeded' },
  ]);
  const id = await queue(place, agent);
  await until('its hook runs', () => place.mark('ran')?.match(/beforeRun/g)?.length === 2);
  await killAt(place, `${id}-1`, { step: 'preparing', victim: 'worker', delayMs: 0 });
  writeFileSync(join(place.folder, 'marks/go'), '');
  expect(await restingRequest(place, id)).toMatchObject({ state: 'in_review', attempt: 1 });
  const ran = place.mark('ran')?.trim().split('\n');
  expect(ran).toEqual(['beforeRun', 'afterRun', 'beforeRun', 'agent', 'afterRun']);
});
