import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { stateLayout } from '../../src/config/state-layout.ts';
import { systemClock } from '../../src/edge/clock.ts';
import { openLog } from '../../src/edge/log.ts';
import { openControlPlane } from '../../src/server/main.ts';
import { startControlPlane, testSettings } from '../support/control-plane.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { newRequest, WorkerCalls } from '../support/worker-calls.ts';

const options = (folder: string) => ({
  layout: stateLayout(folder),
  config: testSettings,
  clock: systemClock,
  log: openLog(null, 'silent'),
});

test('a second control plane on the same state directory is refused', async () => {
  const { folder } = await startControlPlane();
  await expect(openControlPlane(options(folder))).rejects.toMatchObject({
    code: 'state_refused',
    message: expect.stringContaining(folder),
  });
});

test('a state directory that is deep, with spaces and other letters, is made for its owner only', async () => {
  const folder = join(temporaryFolder(), 'ein tiefer', 'Ordner #(touch x)', 'größe; $(id)');
  const controlPlane = await openControlPlane(options(folder));
  await controlPlane.close();
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(existsSync(join(folder, 'planeguard.db'))).toBe(true);
});

test('a state directory that is a file is refused', async () => {
  const path = join(temporaryFolder(), 'state');
  writeFileSync(path, '');
  await expect(openControlPlane(options(path))).rejects.toMatchObject({
    code: 'misconfigured',
    message: expect.stringContaining(path),
  });
});

test('a database that is damaged is refused, and the lock is free again', async () => {
  const folder = temporaryFolder();
  writeFileSync(
    join(folder, 'planeguard.db'),
    'this is no database, but long enough to be read as one'.repeat(100),
  );
  for (let time = 0; time < 2; time += 1) {
    await expect(openControlPlane(options(folder))).rejects.toMatchObject({ code: 'misconfigured' });
  }
});

test('an address that is taken is named, with the setting to change', async () => {
  const { url } = await startControlPlane();
  const controlPlane = await openControlPlane(options(temporaryFolder()));
  const port = Number(new URL(url).port);
  try {
    await expect(controlPlane.listen({ host: '127.0.0.1', port })).rejects.toMatchObject({
      code: 'misconfigured',
      message: expect.stringMatching(new RegExp(`127.0.0.1:${port}.*server.listen`)),
    });
  } finally {
    await controlPlane.close();
  }
});

test('it says where it listens, and no longer does after it has closed', async () => {
  const plane = await startControlPlane();
  const path = join(plane.folder, 'control-plane.json');
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({
    url: plane.url,
    pid: process.pid,
    embedded: false,
  });
  await plane.controlPlane.close();
  expect(existsSync(path)).toBe(false);
  await expect(fetch(`${plane.url}/healthz`)).rejects.toThrow();
});

test('closing ends long polls with an answer, and streams', async () => {
  const plane = await startControlPlane();
  const worker = new WorkerCalls(plane);
  await worker.register();
  const claim = worker.claim({ waitMs: 60_000 });
  const stream = await fetch(`${plane.url}/v1/events`, {
    headers: { authorization: `Bearer ${plane.operatorToken}` },
  });
  const text = stream.text();
  await plane.controlPlane.close();
  expect((await claim).body).toBeNull();
  expect(await text).toContain(': following');
});

test('a call under way while it closes is answered, or told to come again', async () => {
  const first = await startControlPlane();
  await first.operator('POST', '/v1/requests', newRequest);
  await first.controlPlane.close();
  // Without a port: nothing waits for the last answers.
  const plane = await openControlPlane(options(first.folder));
  const headers = { authorization: `Bearer ${first.operatorToken}` };
  const ask = async () =>
    plane.app.fetch(new Request('http://here.invalid/v1/requests?limit=5', { headers }));
  const underWay = Array.from({ length: 50 }, ask);
  const closed = plane.close();
  const meanwhile = Array.from({ length: 5 }, ask);
  await closed;
  const answers = await Promise.all([...underWay, ...meanwhile, ask()]);
  expect(answers.filter(({ status }) => status !== 200 && status !== 503)).toEqual([]);
  expect(await answers.at(-1)?.json()).toMatchObject({ code: 'unavailable' });
});

test('what was answered is there after a restart', async () => {
  const first = await startControlPlane();
  const { body: request } = await first.operator('POST', '/v1/requests', newRequest);
  const worker = new WorkerCalls(first);
  await worker.register();
  const grant = await worker.run();
  await first.controlPlane.close();
  const second = await startControlPlane({ folder: first.folder });
  expect((await second.operator('GET', `/v1/requests/${request.id}`)).body.state).toBe('running');
  const later = new WorkerCalls(second);
  await later.register({ instance: worker.instance });
  const answer = await later.heartbeat([grant.attemptId], { instance: worker.instance });
  expect(answer.body.attempts).toMatchObject([{ lease: 'renewed' }]);
});

test('it answers in this process without listening', async () => {
  const folder = temporaryFolder();
  const controlPlane = await openControlPlane(options(folder));
  try {
    const token = readFileSync(join(folder, 'operator.token'), 'utf8').trim();
    const headers = { authorization: `Bearer ${token}` };
    const answer = await controlPlane.app.fetch(new Request('http://in-process/v1/status', { headers }));
    expect(await answer.json()).toMatchObject({
      controlPlane: { url: 'in this process', health: 'healthy' },
    });
    expect(existsSync(join(folder, 'control-plane.json'))).toBe(false);
  } finally {
    await controlPlane.close();
  }
});

test('a state directory whose token file was lost gets a new one', async () => {
  const first = await startControlPlane();
  await first.controlPlane.close();
  writeFileSync(join(first.folder, 'worker.token'), '');
  const second = await startControlPlane({ folder: first.folder });
  expect(second.workerToken).not.toBe(first.workerToken);
  expect((await second.worker('GET', '/v1/status')).status).toBe(200);
});
