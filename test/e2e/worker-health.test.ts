import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { workerSocket } from '../../src/cli/daemon/worker-socket.ts';
import { workerStatusSchema } from '../../src/cli/daemon/worker-status-file.ts';
import { askLines } from '../../src/edge/line-socket.ts';
import { parseExposition, sampleOf } from '../support/exposition.ts';
import { frozenWorker } from '../support/frozen-worker.ts';
import { Place } from '../support/place.ts';
import { queue, restingRequest } from '../support/resting-request.ts';
import { openPullRequest } from '../support/scripts.ts';
import { until } from '../support/until.ts';
import { untilWorkerIs } from '../support/worker-status.ts';

const shownStatus = async (place: Place) => {
  const { stdout, exit } = await place.planeguard('worker', 'status', '--json');
  return { ...workerStatusSchema.parse(JSON.parse(stdout)), exit };
};

test('a worker that is frozen is told as such by what it left behind, as silent elsewhere, and is well when it goes on', async () => {
  const config = { lease: { heartbeat: '1s', silentAfter: '3s' }, worker: { hungAfter: '10m' } };
  const place = new Place({ config });
  await place.up();
  const { pid } = await shownStatus(place);
  const thaw = frozenWorker(place);
  await untilWorkerIs(place, 'degraded');
  const told = await shownStatus(place);
  expect(told).toMatchObject({ exit: 1, health: 'degraded', pid });
  expect(told.reason).toMatch(
    new RegExp(`^Its status is \\d+ s old: the worker \\(pid ${pid}\\) does not answer.*kill -CONT ${pid}`),
  );
  expect(told.loops.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['heartbeat', 'claims', 'sessions']),
  );
  await until('it is silent', async () => (await place.client.status()).workers[0]?.health === 'silent');
  const { stdout } = await place.planeguard('status');
  expect(stdout).toMatch(/silent +0\/2 +\d+s ago/);
  thaw();
  expect(await untilWorkerIs(place, 'healthy')).toMatchObject({ pid, reason: null });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => void server.close(resolve));
  return port;
}

test('a worker counts its calls, sessions, stops and loops, on its socket and where it is told to', async () => {
  const port = await freePort();
  const place = new Place({ config: { worker: { metricsListen: `127.0.0.1:${port}` } } });
  await place.up();
  const id = await queue(place, place.agent(openPullRequest));
  await restingRequest(place, id);
  const answer = await fetch(`http://127.0.0.1:${port}/metrics`);
  expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  const text = await answer.text();
  const samples = parseExposition(text);
  expect(sampleOf(samples, 'planeguard_worker_calls_total', { result: 'answered' })).toBeGreaterThan(0);
  expect(sampleOf(samples, 'planeguard_worker_stop_seconds_count')).toBe(1);
  expect(sampleOf(samples, 'planeguard_worker_health', { health: 'healthy' })).toBe(1);
  expect(sampleOf(samples, 'planeguard_worker_sessions', { activity: 'working' })).toBe(0);
  expect(sampleOf(samples, 'planeguard_worker_loop_stands_still', { loop: 'claims' })).toBe(0);
  expect(sampleOf(samples, 'planeguard_worker_disk_free_bytes')).toBeGreaterThan(0);
  for (const secret of [id, place.folder, 'Say hello']) expect(text).not.toContain(secret);
  expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(404);
  const lines: string[] = [];
  for await (const line of (await askLines(workerSocket(place.layout), 'metrics')) ?? []) lines.push(line);
  const onSocket = parseExposition(`${lines.join('\n')}\n`);
  expect(sampleOf(onSocket, 'planeguard_worker_stop_seconds_count')).toBe(1);
});

test('metrics are refused on an address that others can reach', async () => {
  const place = new Place({ config: { worker: { metricsListen: '0.0.0.0:9320' } } });
  const { exit, stderr } = await place.planeguard('config', 'check');
  expect({ exit, stderr }).toMatchObject({
    exit: 78,
    stderr: expect.stringContaining('of this machine alone'),
  });
});
