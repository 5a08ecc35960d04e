import type { IncomingMessage, ServerResponse } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { systemClock } from '../../../src/edge/clock.ts';
import { Caller } from '../../../src/edge/control-plane/caller.ts';
import { ConnectionWatch } from '../../../src/edge/control-plane/connection-watch.ts';
import { ProblemError, problemObject } from '../../../src/protocol/problem.ts';
import { httpServer } from '../../support/http-server.ts';
import { until } from '../../support/until.ts';

const ours = {
  'content-type': 'application/json',
  'planeguard-database': 'db-1',
  'planeguard-generation': '1',
};
const policy = { probeEveryMs: 30, probeWithinMs: 200 };
type Behaviour = 'fine' | 'silent' | 'page' | 'unauthorized' | 'broken';

/** A control plane that does as it is told, and a watch over the calls to it. */
async function watched(onBack: (count: number) => void = () => undefined) {
  const now: { behaviour: Behaviour; token: string; backs: number } = {
    behaviour: 'fine',
    token: 'old',
    backs: 0,
  };
  const met: string[] = [];
  const url = await httpServer((request, response) => {
    met.push(`${request.url} ${now.behaviour}`);
    answer(now.behaviour, request, response);
  });
  const deadlines = { headersMs: 200, graceMs: 60_000 };
  const caller = new Caller({ url: () => url, token: () => now.token, clock: systemClock, deadlines });
  const countBack = () => {
    now.backs += 1;
    onBack(now.backs);
  };
  const { loop } = new ConnectionWatch(caller, { clock: systemClock, policy, onBack: countBack });
  loop.start();
  onTestFinished(() => loop.stop());
  const probes = (how: Behaviour) => met.filter((line) => line === `/healthz ${how}`).length;
  const call = (path = '/v1/x', waitMs = 0) =>
    caller.call({ method: 'GET', path, waitMs, answer: z.unknown() }).then(
      () => 'answered',
      (error) => error.failure,
    );
  return { met, now, loop, probes, call };
}

function answer(behaviour: Behaviour, { url }: IncomingMessage, response: ServerResponse): void {
  if (behaviour === 'silent' || url === '/v1/held') return;
  if (behaviour === 'page')
    return void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>');
  const isProbe = url === '/healthz';
  const problem = (code: 'unauthorized' | 'internal') => {
    const { status, ...body } = problemObject(new ProblemError(code, 'No.'));
    response.writeHead(status, ours).end(JSON.stringify({ status, ...body }));
  };
  if (behaviour === 'unauthorized' && !isProbe) return problem('unauthorized');
  if (behaviour === 'broken' && !isProbe) return problem('internal');
  response.writeHead(200, ours).end('{}');
}

test.each(['silent', 'page'] as const)(
  'a control plane that is %s is probed until it is back; then who waits there is called off, and all may try again',
  async (behaviour) => {
    const { call, now, probes, met } = await watched();
    const held = call('/v1/held', 60_000);
    await until('it is held', () => met.includes('/v1/held fine'));
    now.behaviour = behaviour;
    await call();
    await until('several probes', () => probes(behaviour) > 1);
    expect(now.backs).toBe(0);
    now.behaviour = 'fine';
    expect(await held).toBe('called_off');
    expect(now.backs).toBe(1);
    const asked = probes('fine');
    expect(await call()).toBe('answered');
    expect(probes('fine')).toBe(asked);
    expect(now.backs).toBe(1);
  },
);

test('any other answer tells as well that it is back', async () => {
  const { call, now, probes } = await watched();
  now.behaviour = 'silent';
  await call();
  await until('a probe is under way', () => probes('silent') > 1);
  now.behaviour = 'fine';
  await call();
  await until('it is back', () => now.backs === 1);
});

test('a route that fails alone changes nothing for the others: its backoff counts', async () => {
  const { call, now, probes } = await watched();
  now.behaviour = 'broken';
  expect(await call()).toBe('transient');
  await until('it was looked', () => probes('broken') === 1);
  expect(await call()).toBe('transient');
  await until('it was looked again', () => probes('broken') === 2);
  expect(now.backs).toBe(0);
});

test('another token is tried at once', async () => {
  const { call, now, loop } = await watched();
  now.behaviour = 'unauthorized';
  expect(await call()).toBe('unauthorized');
  await until('it waits', () => loop.progress().doing === 'waiting for another token');
  expect(now.backs).toBe(0);
  now.token = 'new';
  await until('it may be tried', () => now.backs === 1);
});

test('whoever fails while he is told that it is back is told again', async () => {
  const { call, now, probes } = await watched((count) => {
    if (count === 1) throw new Error('a bug');
  });
  now.behaviour = 'silent';
  await call();
  await until('a probe has failed', () => probes('silent') > 1);
  now.behaviour = 'fine';
  await until('it is told twice', () => now.backs === 2);
});
