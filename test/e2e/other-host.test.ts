import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FaultProxy } from '../support/fault-proxy.ts';
import { httpServer } from '../support/http-server.ts';
import { Place, type Ran } from '../support/place.ts';
import { until } from '../support/until.ts';
import { untilWorkerIs } from '../support/worker-status.ts';

/** A control plane without a worker, on a host of its own. */
async function controlPlane(config: Record<string, object> = {}): Promise<Place> {
  const plane = new Place({ config });
  plane.start('serve');
  await until('the control plane listens', () => existsSync(plane.layout.controlPlaneFile));
  return plane;
}

async function enrolmentToken(plane: Place, ...more: string[]): Promise<string> {
  const { stdout } = await plane.planeguard('token', 'create', '--kind', 'enrolment', ...more);
  const path = join(plane.folder, 'enrolment.token');
  writeFileSync(path, stdout, { mode: 0o600 });
  return path;
}

const patient = `echo > "$MARKS/began" began
until [ -e "$MARKS/go" ]; do sleep 0.05; done
planeguard finish --no-change 'It is fine.'`;

const enroll = (host: Place, url: string, tokenFile: string): Promise<Ran> =>
  host.planeguard('worker', 'enroll', '--url', url, '--token-file', tokenFile);

test('a worker with a state directory of its own enrols, works over TCP, and is let in again after a revoke', async () => {
  const plane = await controlPlane({ lease: { heartbeat: '1s' } });
  const host = new Place();
  const scripted = { agents: { scripted: { command: [host.agent(patient)] } }, lease: { heartbeat: '1s' } };
  host.configure({ ...scripted, worker: { name: 'build-1', capacity: 1, labels: ['gpu', 'big'] } });
  plane.configure(scripted);
  const enrolled = await enroll(host, plane.url(), await enrolmentToken(plane));
  expect(enrolled).toMatchObject({ exit: 0, stderr: expect.stringContaining('worker start') });
  expect(statSync(host.layout.enrolment).mode & 0o777).toBe(0o600);
  host.start('worker', 'run');
  await untilWorkerIs(host, 'healthy');
  const [seen] = (await plane.client.listWorkers()).items;
  expect(seen).toMatchObject({ name: 'build-1', capacity: 1, labels: ['gpu', 'big'], health: 'healthy' });
  expect((await plane.planeguard('status')).stdout).toMatch(/build-1 .* gpu,big/);

  const asked = ['run', '--repo', plane.repository, '--prompt', 'Look.', '--agent', 'scripted', '--json'];
  const first = JSON.parse((await plane.planeguard(...asked)).stdout);
  const second = JSON.parse((await plane.planeguard(...asked)).stdout);
  await host.untilMark('began');
  expect((await plane.client.showRequest(second.id)).state).toBe('queued');

  const [{ id: tokenId } = { id: '' }] = (await plane.client.listTokens()).items.filter(
    ({ workerId, kind }) => workerId !== null && kind === 'worker',
  );
  await plane.planeguard('token', 'revoke', tokenId);
  await untilWorkerIs(host, 'unauthorized');
  const { stdout: sick } = await host.planeguard('worker', 'status');
  expect(sick).toMatch(/revoked\. .* enrols again: planeguard .*worker enroll/);
  expect(sick).not.toContain('token create');
  writeFileSync(join(host.folder, 'marks', 'go'), '');
  expect((await plane.client.showRequest(first.id)).state).toBe('running');
  expect(await enroll(host, plane.url(), await enrolmentToken(plane))).toMatchObject({ exit: 0 });
  await untilWorkerIs(host, 'healthy');
  await until('both are done', async () => {
    const states = await Promise.all([first, second].map(({ id }) => plane.client.showRequest(id)));
    return states.every(({ state }) => state === 'done');
  });
}, 90_000);

test('what cannot be enrolled is told in one sentence, and leaves nothing', async () => {
  const plane = await controlPlane();
  const host = new Place({ stateDir: 'not/yet there' });
  const token = await enrolmentToken(plane, '--expires', '1s');
  const stranger = await httpServer((_, answer) => answer.end('<html>'));
  const wrong = join(host.folder, 'wrong.token');
  writeFileSync(wrong, 'pg_enrolment_0123456789');
  const operators = join(plane.stateDir, 'operator.token');
  const missing = join(host.folder, 'none.token');
  const tries: [url: string, tokenFile: string, exit: number, told: RegExp][] = [
    ['http://127.0.0.1:1', token, 75, /cannot be reached/],
    [stranger, token, 78, /is not/],
    [plane.url(), wrong, 78, /does not accept the token in .*wrong\.token/],
    [plane.url(), operators, 78, /does not hold an enrolment token. Make one/],
    [plane.url(), missing, 78, /none\.token is not there. Make one/],
    ['ftp://x', token, 2, /--url "ftp:\/\/x" must be/],
    ['http://user:pass@127.0.0.1:1', token, 2, /must be/],
    ['http://build.example.org', token, 78, /plain HTTP to another machine.*--allow-plain-http/],
  ];
  for (const [url, tokenFile, exit, told] of tries) {
    const ran = await enroll(host, url, tokenFile);
    expect([ran.exit, ran.stderr.trim().split('\n').length], ran.stderr).toEqual([exit, 1]);
    expect(ran.stderr).toMatch(told);
    expect(existsSync(host.stateDir)).toBe(false);
  }
  await until('the token has expired', async () => {
    const ran = await enroll(host, plane.url(), token);
    return ran.exit === 78 && /has expired/.test(ran.stderr);
  });
});

test('a worker whose answer is lost on the way asks again, and is enrolled', async () => {
  const plane = await controlPlane();
  const host = new Place();
  const proxy = await FaultProxy.open({ target: () => plane.url() });
  const lost = await proxy.strike({ fault: 'lost_answer', route: 'POST /v1/workers/enroll', times: 1 });
  expect(await enroll(host, proxy.url, await enrolmentToken(plane))).toMatchObject({ exit: 0 });
  expect(lost.met).toHaveLength(1);
  expect((await plane.client.listTokens()).items.filter(({ kind }) => kind === 'worker')).toHaveLength(2);
});

test('enrolling again changes nothing while it works; another control plane is refused', async () => {
  const plane = await controlPlane();
  const host = new Place();
  const token = await enrolmentToken(plane);
  await enroll(host, plane.url(), token);
  const before = host.readJson(host.layout.enrolment);
  const again = await enroll(host, plane.url(), token);
  expect(again.stdout).toContain(' is enrolled with ');
  expect(host.readJson(host.layout.enrolment)).toEqual(before);
  const other = await controlPlane();
  const refused = await enroll(host, other.url(), await enrolmentToken(other));
  expect(refused).toMatchObject({ exit: 4, stderr: expect.stringContaining('is another control plane') });
  const own = await enroll(other, plane.url(), token);
  expect(own).toMatchObject({ exit: 4, stderr: expect.stringContaining('control plane of its own') });
  for (const command of [['up', '--detach'], ['serve']]) {
    expect(await host.planeguard(...command)).toMatchObject({
      exit: 4,
      stderr: expect.stringContaining('is enrolled with the control plane'),
    });
  }
  expect(readdirSync(host.stateDir).toSorted()).toEqual(['enrolment.json', 'worker.id']);
});

test('sessions of an enrolled worker that was killed are stopped with proof by worker stop', async () => {
  const plane = await controlPlane();
  const host = new Place();
  const scripted = { agents: { scripted: { command: [host.agent(patient)] } } };
  for (const place of [host, plane]) place.configure(scripted);
  await enroll(host, plane.url(), await enrolmentToken(plane));
  await host.planeguard('worker', 'start');
  const asked = ['run', '--repo', plane.repository, '--prompt', 'Look.', '--agent', 'scripted', '--json'];
  const { id } = JSON.parse((await plane.planeguard(...asked)).stdout);
  await host.untilMark('began');
  const { pid, supervisorPid } = JSON.parse((await host.planeguard('worker', 'status', '--json')).stdout);
  for (const each of [supervisorPid, pid]) process.kill(each, 'SIGKILL');
  const stopped = await host.planeguard('worker', 'stop');
  expect(stopped).toMatchObject({ exit: 0, stdout: expect.stringContaining(`session ${id}`) });
  await until(
    'the control plane knows',
    async () => (await plane.client.showRequest(id)).state === 'cancelled',
  );
});
