import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { liveProcess } from '../../src/cli/daemon/process-record.ts';
import { CallError } from '../../src/edge/control-plane/call-error.ts';
import { identityOf, isAlive } from '../support/alive.ts';
import type { Place } from '../support/place.ts';
import { queue, restingRequest, stateReached } from '../support/resting-request.ts';
import { openPullRequest, started, waitForTest } from '../support/scripts.ts';
import { sharedPlace } from '../support/shared-place.ts';
import { until } from '../support/until.ts';

const onShared = sharedPlace();

/** Counts aloud until the test lets it go, then opens its pull request. */
const counting = `${started}
n=0
until [ -e "$MARKS/go" ]; do n=$((n + 1)); echo "tick $n"; echo $n > "$MARKS/ticks"; sleep 0.1; done
${openPullRequest}`;

const letGo = (place: Place): void => writeFileSync(join(place.folder, 'marks/go'), '');

/** Zero where nobody has written one: a record of the dead is removed before the next one comes. */
const pidIn = (record: string): number => liveProcess(record)?.pid ?? 0;

/** As a power cut does to processes: no last words. */
function killAll(place: Place, ...names: ('up' | 'serve' | 'worker')[]): void {
  const { upRecord, serveRecord, workerRecord } = place.layout;
  const records = { up: upRecord, serve: serveRecord, worker: workerRecord };
  const pids = names.map((name) => pidIn(records[name]));
  expect(pids.every((pid) => pid > 0)).toBe(true);
  for (const pid of pids) process.kill(pid, 'SIGKILL');
}

async function running(place: Place) {
  await place.up();
  const id = await queue(place, place.agent(counting));
  await stateReached(place, id, 'running');
  return { id, agent: identityOf(await place.untilMark('pid')) };
}

async function ticksOn(place: Place): Promise<void> {
  const before = Number(place.mark('ticks'));
  await until('the agent goes on', () => Number(place.mark('ticks')) > before + 2);
}

function ticksIn(transcript: string): number[] {
  return [...transcript.matchAll(/^tick (\d+)$/gm)].map(([, tick]) => Number(tick));
}

test('a worker that is killed is replaced; its agent goes on and loses no word', async () => {
  const place = onShared();
  const { id, agent } = await running(place);
  const killed = pidIn(place.layout.workerRecord);
  killAll(place, 'worker');
  await until('a new worker', () => ![0, killed].includes(pidIn(place.layout.workerRecord)));
  await ticksOn(place);
  expect(isAlive(agent)).toBe(true);
  letGo(place);
  const request = await restingRequest(place, id);
  expect(request).toMatchObject({ state: 'in_review', attempt: 1 });
  const { stdout } = await place.planeguard('logs', id);
  const ticks = ticksIn(stdout);
  expect(ticks).toEqual(ticks.map((_, index) => index + 1));
  expect(ticks.at(-1)).toBe(Number(place.mark('ticks')));
});

test('when everything that up started is killed, the agent never notices, and ends well after the next up', async () => {
  const place = onShared();
  const { id, agent } = await running(place);
  killAll(place, 'up', 'serve', 'worker');
  await ticksOn(place);
  await place.up();
  await ticksOn(place);
  expect(isAlive(agent)).toBe(true);
  letGo(place);
  expect(await restingRequest(place, id)).toMatchObject({ state: 'in_review', attempt: 1 });
});

test('an agent that speaks and ends while everything is dead is judged by what it said', async () => {
  const place = onShared();
  const says = 'planeguard finish --no-change \'It is there\' > "$MARKS/said.new"';
  await place.up();
  const script = `${started}\n${waitForTest}\n${says}\nmv "$MARKS/said.new" "$MARKS/said"`;
  const id = await queue(place, place.agent(script));
  await stateReached(place, id, 'running');
  const agent = identityOf(await place.untilMark('pid'));
  killAll(place, 'up', 'serve', 'worker');
  letGo(place);
  expect(await place.untilMark('said')).toMatch(/^Queued/);
  await until('its process is gone', () => !isAlive(agent));
  await place.up();
  expect(await restingRequest(place, id)).toMatchObject({
    state: 'done',
    reason: 'no_change_needed',
    attempt: 1,
    threads: [{ channel: 'dashboard', wanted: 'closed', actual: 'closed' }],
    evidence: { attempts: [{ proof: expect.any(String) }] },
  });
});

test('a control plane that is killed comes back; the session goes on, and all evidence arrives in order', async () => {
  const place = onShared();
  const says = 'planeguard progress';
  await place.up();
  const script = `${says} one\n${started}\n${waitForTest}\n${says} two\n${openPullRequest}`;
  const id = await queue(place, place.agent(script));
  await stateReached(place, id, 'running');
  const agent = identityOf(await place.untilMark('pid'));
  killAll(place, 'serve');
  letGo(place);
  const request = await until('the control plane is back, and the request rests', () => resting(place, id));
  expect(request).toMatchObject({ state: 'in_review', attempt: 1 });
  expect(isAlive(agent)).toBe(false);
  const { items } = await place.client.listEvents(id, { limit: 100 });
  const told = (...kinds: string[]) =>
    items.filter(({ kind }) => kinds.includes(kind)).map(({ kind, data }) => data.text ?? kind);
  expect(told('progress', 'exit', 'stop', 'ended')).toEqual(['one', 'two', 'exit', 'stop', 'ended']);
  // Not evidence: it comes by a call of its own.
  expect(told('pull_request', 'ended')).toEqual(['pull_request', 'ended']);
});

/** Null while nobody answers. */
async function resting(place: Place, id: string) {
  try {
    const request = await place.client.showRequest(id);
    return request.state === 'in_review' ? request : null;
  } catch (error) {
    if (error instanceof CallError) return null;
    throw error;
  }
}
