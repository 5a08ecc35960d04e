import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { liveProcess, readRecord } from '../../src/cli/daemon/process-record.ts';
import type { ProcessIdentity } from '../../src/edge/processes/identity.ts';
import { isAlive } from '../support/alive.ts';
import { detached } from '../support/detached.ts';
import { testEnvironment } from '../support/git-repository.ts';
import { Place } from '../support/place.ts';
import { queue, restingRequest } from '../support/resting-request.ts';
import { openPullRequest } from '../support/scripts.ts';
import { until } from '../support/until.ts';

/** A control plane without a worker. */
async function served(): Promise<Place> {
  const place = new Place();
  place.start('serve');
  await until('the control plane', () => liveProcess(place.layout.serveRecord));
  return place;
}

const workerOf = (place: Place) => until('a worker', () => liveProcess(place.layout.workerRecord));

const innocent = (): Promise<ProcessIdentity> => detached('exec sleep 600', '/', testEnvironment());

/** As if the dead worker's pid had been given to somebody else. */
function reuse({ layout }: Place, stranger: ProcessIdentity): void {
  writeFileSync(layout.workerPid, `${stranger.pid}\n`);
  const record = readRecord(layout.workerRecord);
  if (record !== null) writeFileSync(layout.workerRecord, JSON.stringify({ ...record, pid: stranger.pid }));
}

async function repairedKinds(place: Place): Promise<string[]> {
  const { stdout } = await place.planeguard('worker', 'status', '--json');
  const { repaired } = JSON.parse(stdout) as { repaired: { what: string; kind: string }[] };
  return repaired.filter(({ what }) => what === 'worker.pid').map(({ kind }) => kind);
}

test('a worker that is killed under supervision, its pid in other hands, is replaced, and what was queued meanwhile is claimed, by nobody', async () => {
  const place = await served();
  expect(await place.planeguard('worker', 'start')).toMatchObject({ exit: 0 });
  const killed = await workerOf(place);
  const stranger = await innocent();
  process.kill(killed.pid, 'SIGKILL');
  await until('it is gone', () => liveProcess(place.layout.workerRecord) === null);
  reuse(place, stranger);
  const id = await queue(place, place.agent(openPullRequest));
  expect(await restingRequest(place, id)).toMatchObject({ state: 'in_review', attempt: 1 });
  expect(await repairedKinds(place)).toEqual(['reused_pid']);
  expect(isAlive(stranger)).toBe(true);
  const own = await workerOf(place);
  expect(readFileSync(place.layout.workerPid, 'utf8')).toBe(`${own.pid}\n`);
  expect(await place.planeguard('worker', 'stop')).toMatchObject({ exit: 0 });
});

test.each(['dead_pid', 'reused_pid'] as const)(
  'without supervision one command is enough: worker start repairs a worker.pid of a %s, says so, and what was queued is claimed',
  async (kind) => {
    const place = await served();
    place.start('worker', 'run');
    const killed = await workerOf(place);
    process.kill(killed.pid, 'SIGKILL');
    await until('it is gone', () => liveProcess(place.layout.workerRecord) === null);
    const stranger = await innocent();
    if (kind === 'reused_pid') reuse(place, stranger);
    const id = await queue(place, place.agent(openPullRequest));
    const start = await place.planeguard('worker', 'start');
    expect(start, start.stderr).toMatchObject({ exit: 0 });
    expect(start.stdout).toMatch(/^worker\.pid: It names pid \d+: .* Removed\.$/m);
    expect(await restingRequest(place, id)).toMatchObject({ state: 'in_review', attempt: 1 });
    expect(await repairedKinds(place)).toEqual([kind]);
    expect(isAlive(stranger)).toBe(true);
    expect(await place.planeguard('worker', 'stop')).toMatchObject({ exit: 0 });
  },
);

test('a worker whose records are spoilt while it lives writes them anew, and is found by all commands', async () => {
  const place = await served();
  expect(await place.planeguard('worker', 'start')).toMatchObject({ exit: 0 });
  const own = await workerOf(place);
  const stranger = await innocent();
  writeFileSync(place.layout.workerPid, `${stranger.pid}\n`);
  writeFileSync(place.layout.workerRecord, '{"bootId":');
  expect((await workerOf(place)).pid).toBe(own.pid);
  await until('its pid file', () => readFileSync(place.layout.workerPid, 'utf8') === `${own.pid}\n`);
  expect(await place.planeguard('worker', 'stop')).toMatchObject({ exit: 0, stdout: 'Ended: worker.\n' });
  expect(isAlive(stranger)).toBe(true);
  expect(isAlive(own)).toBe(false);
});
