import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { liveProcess } from '../../src/cli/daemon/process-record.ts';
import { readRestarts } from '../../src/cli/daemon/worker-restarts.ts';
import { identityOf, isAlive } from '../support/alive.ts';
import { Place, type PlaceOptions } from '../support/place.ts';
import { queue, restingRequest, stateReached } from '../support/resting-request.ts';
import { openPullRequest, started, waitForTest } from '../support/scripts.ts';
import { signalPid } from '../support/signal-pid.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { until } from '../support/until.ts';
import { untilWorkerIs } from '../support/worker-status.ts';

const blockLoop = join(import.meta.dirname, '../fixtures/block-loop.mjs');

/** A control plane of a person's own, and a worker that nothing else than `worker start` keeps running. */
async function supervised(
  config: PlaceOptions['config'] = {},
  env: Record<string, string> = {},
): Promise<Place> {
  const place = new Place({ config, env });
  place.start('serve');
  await until('the control plane', () => liveProcess(place.layout.serveRecord));
  const start = await place.planeguard('worker', 'start');
  expect(start, start.stderr).toMatchObject({ exit: 0 });
  return place;
}

const worker = (place: Place) => liveProcess(place.layout.workerRecord);
const supervisor = (place: Place) => liveProcess(place.layout.supervisorRecord);

async function anotherWorker(place: Place, before: number | undefined): Promise<number> {
  return until('another worker', () => {
    const pid = worker(place)?.pid;
    return pid !== undefined && pid !== before && pid;
  });
}

async function stopped(place: Place): Promise<void> {
  const stop = await place.planeguard('worker', 'stop');
  expect(stop, stop.stderr).toMatchObject({ exit: 0 });
}

async function runningAgent(place: Place) {
  const id = await queue(place, place.agent(`${started}\n${waitForTest}\n${openPullRequest}`));
  await stateReached(place, id, 'running');
  return { id, agent: identityOf(await place.untilMark('pid')) };
}

test('start is idempotent, status says who keeps the worker, restart leaves sessions alone, stop ends them with proof', async () => {
  const place = await supervised();
  const { agent, id } = await runningAgent(place);
  const before = worker(place)?.pid;
  const again = await place.planeguard('worker', 'start', '--json');
  expect(again, again.stderr).toMatchObject({ exit: 0 });
  expect(JSON.parse(again.stdout)).toMatchObject({ pid: before, keptBy: 'supervisor', already: true });
  const status = JSON.parse((await place.planeguard('worker', 'status', '--json')).stdout);
  expect(status).toMatchObject({ pid: before, supervisorPid: supervisor(place)?.pid, keptBy: 'supervisor' });
  expect(readFileSync(place.layout.workerPid, 'utf8')).toBe(`${before}\n`);
  const restart = await place.planeguard('worker', 'restart');
  expect(restart, restart.stderr).toMatchObject({ exit: 0 });
  expect(worker(place)?.pid).not.toBe(before);
  expect(isAlive(agent)).toBe(true);
  expect(await place.planeguard('up')).toMatchObject({
    exit: 4,
    stderr: expect.stringMatching(
      /kept running by Planeguard's worker start .*planeguard --state-dir .*worker stop/,
    ),
  });
  const stop = await place.planeguard('worker', 'stop');
  expect(stop).toMatchObject({ exit: 0, stdout: 'Ended: worker.\n' });
  expect(isAlive(agent)).toBe(false);
  expect(await restingRequest(place, id)).toMatchObject({ state: 'cancelled', session: { clean: true } });
  expect((await place.planeguard('worker', 'stop')).stdout).toBe('No worker was running.\n');
  const logs = await place.planeguard('worker', 'logs');
  expect(logs.stdout).toMatch(/^\d{4}-.*supervisor: the worker is kept running/m);
});

test('the worker that up keeps is not started or stopped beside it, and is replaced by restart', async () => {
  const place = new Place();
  await place.up();
  const before = worker(place)?.pid;
  const start = await place.planeguard('worker', 'start');
  expect(start).toMatchObject({ exit: 0, stdout: expect.stringMatching(/Planeguard's up \(pid/) });
  expect(await place.planeguard('worker', 'stop')).toMatchObject({
    exit: 4,
    stderr: expect.stringMatching(/keeps the worker .*planeguard .*down/),
  });
  expect(worker(place)?.pid).toBe(before);
  expect(await place.planeguard('worker', 'restart')).toMatchObject({ exit: 0 });
  expect(worker(place)?.pid).not.toBe(before);
});

test('a worker that a person runs is theirs: start refuses with a sentence, stop ends it', async () => {
  const place = new Place();
  const ran = place.start('worker', 'run');
  await until('the worker', () => worker(place));
  for (const command of ['start', 'restart']) {
    expect(await place.planeguard('worker', command)).toMatchObject({
      exit: 4,
      stderr: expect.stringMatching(/started by worker run/),
    });
  }
  expect(await place.planeguard('worker', 'stop', '--keep-sessions')).toMatchObject({ exit: 0 });
  expect(await ran.ended).toMatchObject({ exit: 0 });
});

test('a supervisor that is killed leaves its worker at work; the next start takes it over, and says so', async () => {
  const place = await supervised();
  const { agent } = await runningAgent(place);
  const pid = worker(place)?.pid;
  signalPid(supervisor(place)?.pid, 'SIGKILL');
  await until('it is gone', () => supervisor(place) === null);
  const next = await place.planeguard('worker', 'start');
  expect(next).toMatchObject({ exit: 0, stderr: expect.stringMatching(/was killed. It is taken over/) });
  expect(next.stdout).toContain('supervisor.process.json');
  expect(worker(place)?.pid).toBe(pid);
  signalPid(pid, 'SIGKILL');
  await anotherWorker(place, pid);
  expect(isAlive(agent)).toBe(true);
  await stopped(place);
});

test('when supervisor and worker are killed, start begins anew; of two starts at once one worker comes; stop --drain waits for its session', async () => {
  const place = await supervised();
  const { agent, id } = await runningAgent(place);
  const killed = [supervisor(place), worker(place)].map((each) => each?.pid ?? 0);
  for (const pid of killed) process.kill(pid, 'SIGKILL');
  await until('both are gone', () => supervisor(place) === null && worker(place) === null);
  const both = await Promise.all([1, 2].map(() => place.planeguard('worker', 'start')));
  expect(both.map(({ exit, stderr }) => [exit, stderr])).toEqual([
    [0, expect.any(String)],
    [0, expect.any(String)],
  ]);
  expect(isAlive(agent)).toBe(true);
  const drained = place.start('worker', 'stop', '--drain');
  await until('it waits', () => drained.stderr.includes(`Waiting for 1 session: ${id}-1`));
  writeFileSync(join(place.folder, 'marks/go'), '');
  expect(await drained.ended).toMatchObject({ exit: 0, stdout: 'Ended: worker.\n' });
  expect(await restingRequest(place, id)).toMatchObject({ state: 'in_review', attempt: 1 });
  expect(existsSync(place.layout.drain)).toBe(false);
});

test('a worker that stands still is replaced, its session goes on; a stopped supervisor hears stop', async () => {
  const place = await supervised({ worker: { hungAfter: '2s' } });
  const { agent, id } = await runningAgent(place);
  const hung = worker(place)?.pid;
  signalPid(hung, 'SIGSTOP');
  await anotherWorker(place, hung);
  expect(isAlive(agent)).toBe(true);
  expect((await place.planeguard('worker', 'logs')).stdout).toContain(
    `(pid ${hung}) has given no sign of life`,
  );
  writeFileSync(join(place.folder, 'marks/go'), '');
  expect(await restingRequest(place, id)).toMatchObject({ state: 'in_review', attempt: 1 });
  signalPid(supervisor(place)?.pid, 'SIGSTOP');
  await stopped(place);
});

test('a worker whose event loop is blocked is replaced as well, its session goes on', async () => {
  const trigger = join(temporaryFolder(), 'block');
  const env = { BLOCK: trigger, NODE_OPTIONS: `--import=${blockLoop}` };
  const place = await supervised({ worker: { hungAfter: '2s' } }, env);
  const { agent, id } = await runningAgent(place);
  const blocked = worker(place)?.pid;
  writeFileSync(trigger, '');
  await until('it is blocked', () => !existsSync(trigger));
  await anotherWorker(place, blocked);
  expect(isAlive(agent)).toBe(true);
  writeFileSync(join(place.folder, 'marks/go'), '');
  expect(await restingRequest(place, id)).toMatchObject({ state: 'in_review', attempt: 1 });
  await stopped(place);
});

test('a worker that cannot be kept up is tried on for ever, and status says how it ended', async () => {
  const place = await supervised();
  writeFileSync(join(place.folder, 'planeguard.yaml'), 'worker: { capacity: -1 }');
  signalPid(worker(place)?.pid, 'SIGKILL');
  await until('it has ended three times', () => (readRestarts(place.layout)?.inARow ?? 0) >= 3);
  const status = await place.planeguard('worker', 'status', '--json');
  expect(status.exit).toBe(3);
  expect(JSON.parse(status.stdout)).toMatchObject({
    keptBy: 'supervisor',
    restarts: { exitCode: 78, words: expect.stringContaining('worker.capacity') },
  });
  writeFileSync(join(place.folder, 'planeguard.yaml'), 'server: { listen: "127.0.0.1:0" }');
  await untilWorkerIs(place, 'healthy');
  await stopped(place);
});
