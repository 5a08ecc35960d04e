import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startControlPlane } from '../support/control-plane.ts';
import { Place } from '../support/place.ts';
import { ProxiedWorker } from '../support/proxied-worker.ts';
import { signalPid } from '../support/signal-pid.ts';
import { until } from '../support/until.ts';
import { workerStatus } from '../support/worker-status.ts';

const health = async (place: Place): Promise<string | undefined> =>
  (await place.client.listWorkers()).items[0]?.health;

test('a drained worker finishes what it has and claims nothing, also after a restart, until that is undone', async () => {
  const place = new Place();
  const agent = place.agent(
    'echo began > "$MARKS/began"\nuntil [ -e "$MARKS/go" ]; do sleep 0.05; done\nplaneguard finish --no-change Fine.',
  );
  place.configure({ agents: { scripted: { command: [agent] } }, lease: { heartbeat: '1s' } });
  await place.up();
  const ask = ['run', '--repo', place.repository, '--prompt', 'Look.', '--agent', 'scripted', '--json'];
  const first = JSON.parse((await place.planeguard(...ask)).stdout);
  await place.untilMark('began');
  const drained = await place.planeguard('worker', 'drain');
  expect(drained).toMatchObject({ exit: 0, stdout: expect.stringContaining(`Still working: ${first.id}-1`) });
  await until('the control plane shows it', async () => (await health(place)) === 'draining');
  const second = JSON.parse((await place.planeguard(...ask)).stdout);

  const waiting = place.start('worker', 'drain', '--wait');
  await until('it says what it waits for', () => waiting.stderr.includes('Waiting for 1 session'));
  writeFileSync(join(place.folder, 'marks', 'go'), '');
  const { exit, stdout } = await waiting.ended;
  expect([exit, stdout]).toEqual([0, expect.stringContaining('No session is left.')]);
  await until('the first is done', async () => (await place.client.showRequest(first.id)).state === 'done');

  const { pid } = place.readJson(place.layout.workerRecord);
  signalPid(pid, 'SIGKILL');
  await until('another worker runs, drained', () => {
    const status = workerStatus(place);
    return status !== null && status.pid !== pid && status.health === 'draining';
  });
  expect((await place.client.showRequest(second.id)).attempt).toBe(0);

  expect((await place.planeguard('worker', 'drain', '--off')).stdout).toBe('The worker claims again.\n');
  await until('the second is done', async () => (await place.client.showRequest(second.id)).state === 'done');
  expect(existsSync(place.layout.drain)).toBe(false);
}, 90_000);

test('one that is drained while its claims fail does not show that trouble for ever', async () => {
  const plane = await startControlPlane();
  const worker = await ProxiedWorker.start({ plane, stopAfterS: 60 });
  await worker.proxy.strike({ fault: '500', route: 'POST /v1/claims' });
  await worker.untilHealth(['unreachable'], 30_000);
  expect(await worker.place.planeguard('worker', 'drain')).toMatchObject({ exit: 0 });
  await worker.untilHealth(['draining'], 30_000);
});

test('without a worker, draining is for the next one; without a state directory it is refused', async () => {
  const place = new Place({ stateDir: 'not there' });
  expect(await place.planeguard('worker', 'drain')).toMatchObject({ exit: 3 });
  expect(existsSync(place.stateDir)).toBe(false);
});
