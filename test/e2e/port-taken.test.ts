import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { httpServer } from '../support/http-server.ts';
import { Place } from '../support/place.ts';
import { until } from '../support/until.ts';

const healthOf = async (place: Place): Promise<{ health: string; reason: string }> =>
  JSON.parse((await place.planeguard('worker', 'status', '--json')).stdout || '{}');

test('whoever listens where a control plane was killed hears nothing, neither from commands nor from the worker', async () => {
  const place = new Place({ config: { lease: { heartbeat: '1s' } } });
  const serve = place.start('serve');
  await until('the control plane listens', () => existsSync(place.layout.controlPlaneFile));
  place.start('worker', 'run');
  await until('the worker is healthy', async () => (await healthOf(place)).health === 'healthy');
  const url = place.url();
  const { pid } = place.readJson(place.layout.serveRecord);
  serve.kill();
  await serve.ended;
  const heard: string[] = [];
  await httpServer(
    (asked, answer) => {
      heard.push(`${asked.method} ${asked.url}`);
      answer.setHeader('content-type', 'application/json').end('{"status":"ok"}');
    },
    Number(new URL(url).port),
  );

  const run = ['run', '--repo', place.repository, '--prompt', 'x', '--agent', place.agent('exit 0')];
  for (const command of [['status'], run]) {
    expect(await place.planeguard(...command)).toMatchObject({
      exit: 75,
      stderr: expect.stringContaining(`No control plane runs on the state directory ${place.stateDir}.`),
    });
  }
  expect(await place.planeguard('list')).toMatchObject({ exit: 0 });
  const { items } = JSON.parse((await place.planeguard('doctor', '--json')).stdout);
  const away = `The control plane at ${url} cannot be reached: its process ${pid} was killed.`;
  expect(items).toContainEqual(expect.objectContaining({ problem: 'control_plane_away', what: away }));
  await until('the worker knows', async () => (await healthOf(place)).reason?.includes(`${pid} was killed`));
  expect(heard).toEqual([]);
});
