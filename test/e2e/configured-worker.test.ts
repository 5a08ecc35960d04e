import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Place } from '../support/place.ts';
import { until } from '../support/until.ts';

async function controlPlane(config: Record<string, object> = {}): Promise<Place> {
  const plane = new Place({ config });
  plane.start('serve');
  await until('the control plane listens', () => existsSync(plane.layout.controlPlaneFile));
  return plane;
}

const workersToken = async (plane: Place): Promise<string> =>
  (await plane.planeguard('token', 'create', '--kind', 'worker')).stdout;

const statusOf = async (host: Place): Promise<{ health?: string; controlPlane?: { url: string } }> =>
  JSON.parse((await host.planeguard('worker', 'status', '--json')).stdout || '{}');

const untilHealth = (host: Place, health: string): Promise<unknown> =>
  until(`the worker is ${health}`, async () => (await statusOf(host)).health === health);

const problemsOf = async (host: Place): Promise<string[]> => {
  const { items } = JSON.parse((await host.planeguard('doctor', '--json')).stdout);
  return items.flatMap(({ check, problem }: Record<string, string>) =>
    check === 'credentials' ? [problem] : [],
  );
};

test('a worker works by its configuration for a control plane elsewhere, whatever it is enrolled with, and takes another token from its file', async () => {
  const plane = await controlPlane({ server: { allowPlainHttp: true, listen: '0.0.0.0:0' } });
  const host = new Place();
  const scripted = {
    agents: { scripted: { command: [host.agent("planeguard finish --no-change 'Fine.'")] } },
  };
  const worker = { controlPlane: plane.url(), tokenFile: 'host.token' };
  const tokenFile = join(host.folder, worker.tokenFile);
  host.configure({ ...scripted, worker, lease: { heartbeat: '1s' } });
  plane.configure(scripted);
  writeFileSync(tokenFile, 'not accepted', { mode: 0o600 });
  host.start('worker', 'run');
  await untilHealth(host, 'unauthorized');
  writeFileSync(
    host.layout.enrolment,
    JSON.stringify({ url: 'http://127.0.0.1:1', token: 'x', tokenId: 't', databaseId: null }),
  );
  expect(await problemsOf(host)).toEqual(['token_refused']);
  writeFileSync(tokenFile, await workersToken(plane));
  await untilHealth(host, 'healthy');
  expect((await statusOf(host)).controlPlane?.url).toBe(plane.url());
  const asked = ['run', '--repo', plane.repository, '--prompt', 'Look.', '--agent', 'scripted', '--wait'];
  expect(await plane.planeguard(...asked)).toMatchObject({ exit: 0 });
  expect(await problemsOf(host)).toEqual([null]);
  expect(await host.planeguard('serve')).toMatchObject({
    exit: 4,
    stderr: expect.stringContaining(`is configured for the control plane ${plane.url()}`),
  });
}, 90_000);

test('a token that a program prints is asked for again when it is refused, and never told', async () => {
  const plane = await controlPlane();
  const host = new Place();
  const secret = join(host.folder, 'keychain');
  writeFileSync(secret, 'not-accepted');
  const worker = { controlPlane: plane.url(), tokenCommand: ['cat', secret] };
  host.configure({ worker, lease: { heartbeat: '1s' } });
  host.start('worker', 'run');
  await untilHealth(host, 'unauthorized');
  expect(await problemsOf(host)).toEqual(['token_refused']);
  const token = await workersToken(plane);
  writeFileSync(secret, `\n  ${token}\n`);
  await untilHealth(host, 'healthy');
  expect((await host.planeguard('worker', 'logs')).stdout).not.toContain(token.trim());
  host.configure({ worker: { ...worker, tokenCommand: ['false'] } });
  expect(await problemsOf(host)).toEqual(['token_missing']);
}, 90_000);

test.each([
  ['no token', { controlPlane: 'https://pg.example.org' }, /needs worker\.tokenFile or worker\.tokenCommand/],
  ['a token for nobody', { tokenFile: 't' }, /worker\.controlPlane: must be given/],
  [
    'two tokens',
    { controlPlane: 'https://pg.example.org', tokenFile: 't', tokenCommand: ['t'] },
    /exclude each other/,
  ],
  ['plain HTTP', { controlPlane: 'http://pg.example.org', tokenFile: 't' }, /set server\.allowPlainHttp/],
  ['no URL of a control plane', { controlPlane: 'pg.example.org/x', tokenFile: 't' }, /must be the URL/],
])('a worker that is configured with %s is refused in one sentence', async (_, worker, told) => {
  const host = new Place({ config: { worker } });
  const ran = await host.planeguard('worker', 'run');
  expect([ran.exit, ran.stderr.trim().split('\n').length], ran.stderr).toEqual([78, 1]);
  expect(ran.stderr).toMatch(told);
});
