import type { ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { systemClock } from '../../../src/edge/clock.ts';
import { CallError } from '../../../src/edge/control-plane/call-error.ts';
import { Caller } from '../../../src/edge/control-plane/caller.ts';
import { type ProblemCode, ProblemError, problemObject } from '../../../src/protocol/problem.ts';
import { collectGarbage } from '../../support/collect-garbage.ts';
import { httpServer } from '../../support/http-server.ts';

const ours = { 'planeguard-database': 'db-1', 'planeguard-generation': '4' };
const answer = z.object({ ok: z.boolean() });

const callerOf = (url: string, deadlineMs = 5_000): Caller =>
  new Caller({ url: () => url, token: () => 'secret', clock: systemClock, deadlineMs });

async function failureOf(caller: Caller, signal?: AbortSignal): Promise<CallError> {
  const error = await caller
    .call({ method: 'GET', path: '/v1/x', answer, signal })
    .catch((cause: unknown) => cause);
  if (error instanceof CallError) return error;
  throw new Error(`no CallError: ${String(error)}`);
}

interface Said {
  status: number;
  headers?: Record<string, string>;
  body?: string;
}

const saying =
  ({ status, headers = ours, body = '{}' }: Said) =>
  (_: unknown, response: ServerResponse) =>
    void response.writeHead(status, headers).end(body);

const problem = (code: ProblemCode) => JSON.stringify(problemObject(new ProblemError(code, 'A sentence.')));

test('an answer is checked, and its database remembered', async () => {
  const seen: (string | undefined)[] = [];
  const url = await httpServer((request, response) => {
    seen.push(request.headers.authorization);
    response.writeHead(200, ours).end('{"ok":true}');
  });
  const caller = callerOf(url);
  expect(await caller.call({ method: 'GET', path: '/v1/x', answer })).toEqual({ ok: true });
  expect(caller.database()).toEqual({ id: 'db-1', generation: 4 });
  expect(seen).toEqual(['Bearer secret']);
});

test.each<[string, Said, string]>([
  ['500 is transient', { status: 500 }, 'transient'],
  ['503 with a problem is transient', { status: 503, body: problem('unavailable') }, 'transient'],
  ['408 is transient', { status: 408 }, 'transient'],
  ['a body that is no JSON is transient', { status: 200, body: '<html>' }, 'transient'],
  ['a body of another shape is transient', { status: 200, body: '{"ok":3}' }, 'transient'],
  ['429 is throttled', { status: 429, headers: { ...ours, 'retry-after': '7' } }, 'throttled'],
  [
    '403 with retry-after is throttled',
    { status: 403, headers: { ...ours, 'retry-after': '7' } },
    'throttled',
  ],
  ['401 is unauthorized', { status: 401, body: problem('unauthorized') }, 'unauthorized'],
  ['403 is unauthorized', { status: 403, body: problem('forbidden') }, 'unauthorized'],
  ['a fenced attempt is refused', { status: 412, body: problem('fenced') }, 'refused'],
  ['an attempt that is over is refused', { status: 410, body: problem('attempt_gone') }, 'refused'],
  ['an unknown id is refused', { status: 404, body: problem('not_found') }, 'refused'],
  ['an unknown route is misconfigured', { status: 404, body: problem('no_such_route') }, 'misconfigured'],
  ['404 of another server is misconfigured', { status: 404, headers: {} }, 'misconfigured'],
  [
    '200 of another server is misconfigured',
    { status: 200, headers: {}, body: '{"ok":true}' },
    'misconfigured',
  ],
])('%s', async (_, said, failure) => {
  const error = await failureOf(callerOf(await httpServer(saying(said))));
  expect(error.failure).toBe(failure);
});

test('a refusal carries its code, its sentence and the database that refused', async () => {
  const url = await httpServer(saying({ status: 412, body: problem('fenced') }));
  const error = await failureOf(callerOf(url));
  expect(error).toMatchObject({
    code: 'fenced',
    message: 'A sentence.',
    database: { id: 'db-1', generation: 4 },
  });
});

test('how long to wait is taken as told', async () => {
  const url = await httpServer(saying({ status: 429, headers: { ...ours, 'retry-after': '7' } }));
  expect((await failureOf(callerOf(url))).retryAfterMs).toBe(7_000);
});

test('a server that accepts and says nothing is given up at the deadline', async () => {
  const error = await failureOf(callerOf(await httpServer(() => undefined), 80));
  expect(error).toMatchObject({ failure: 'transient', code: 'unreachable' });
  expect(error.message).toContain('no answer within 0.08 s');
});

test('the deadline also holds for a body that never ends', async () => {
  const url = await httpServer((_, response) => void response.writeHead(200, ours).write('{"ok":'));
  expect((await failureOf(callerOf(url, 80))).failure).toBe('transient');
});

test('nobody listening is unreachable, with the reason', async () => {
  const error = await failureOf(callerOf('http://127.0.0.1:9'));
  expect(error).toMatchObject({ failure: 'transient', code: 'unreachable' });
});

test('a redirect is not followed: the token goes nowhere else', async () => {
  const reached: string[] = [];
  const elsewhere = await httpServer((request, response) => {
    reached.push(request.url ?? '');
    response.writeHead(200, ours).end('{"ok":true}');
  });
  const url = await httpServer(saying({ status: 302, headers: { ...ours, location: elsewhere } }));
  expect((await failureOf(callerOf(url))).failure).toBe('transient');
  expect(reached).toEqual([]);
});

test("the caller's own signal ends a call", async () => {
  const url = await httpServer(() => undefined);
  const stop = new AbortController();
  const failing = failureOf(callerOf(url), stop.signal);
  stop.abort();
  expect((await failing).failure).toBe('called_off');
});

test('the deadline of an answer that stops in the middle survives a garbage collection', async () => {
  const url = await httpServer((_, response) => {
    response.writeHead(200, ours).write('{');
    setImmediate(collectGarbage);
  });
  expect(await failureOf(callerOf(url, 500))).toMatchObject({ failure: 'transient' });
});

test('a call that is called off by its caller ends also after a garbage collection', async () => {
  const stop = new AbortController();
  const url = await httpServer((_, response) => {
    response.writeHead(200, ours).write('{');
    setImmediate(() => {
      collectGarbage();
      stop.abort();
    });
  });
  expect(await failureOf(callerOf(url), stop.signal)).toMatchObject({ failure: 'called_off' });
});
