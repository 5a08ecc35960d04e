import type { ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { afterInput, systemClock } from '../../../src/edge/clock.ts';
import { CallError } from '../../../src/edge/control-plane/call-error.ts';
import { Caller, type Deadlines } from '../../../src/edge/control-plane/caller.ts';
import { type ProblemCode, ProblemError, problemObject } from '../../../src/protocol/problem.ts';
import { collectGarbage } from '../../support/collect-garbage.ts';
import { httpServer } from '../../support/http-server.ts';
import { TestClock } from '../../support/test-clock.ts';

const ours = { 'planeguard-database': 'db-1', 'planeguard-generation': '4' };
const answer = z.object({ ok: z.boolean() });

const callerOf = (url: string, deadlines: Partial<Deadlines> = {}): Caller =>
  new Caller({ url: () => url, token: () => 'secret', clock: systemClock, deadlines });

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

test('each answer comes with the database that gave it, whoever answers other calls meanwhile', async () => {
  const waiting: ServerResponse[] = [];
  const url = await httpServer((request, response) => {
    const id = request.url === '/v1/first' ? 'db-1' : 'db-2';
    response.writeHead(200, { ...ours, 'planeguard-database': id });
    waiting.push(response);
    if (waiting.length === 2) for (const each of waiting) each.end('{"ok":true}');
  });
  const caller = callerOf(url);
  const ask = (path: string) => caller.ask({ method: 'GET', path, answer });
  const answers = await Promise.all([ask('/v1/first'), ask('/v1/second')]);
  expect(answers.map(({ database }) => database.id)).toEqual(['db-1', 'db-2']);
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

test('a server that accepts and says nothing is given up at the deadline', async () => {
  const error = await failureOf(callerOf(await httpServer(() => undefined), { headersMs: 80 }));
  expect(error).toMatchObject({ failure: 'transient', code: 'unreachable' });
  expect(error.message).toContain('no answer within 0.08 s');
});

test.each<[string, Partial<Deadlines>, string]>([
  ['one that stops in the middle', { idleMs: 80 }, 'nothing more of the answer within 0.08 s'],
  ['one that drips', { idleMs: 5_000, totalMs: 200 }, 'no whole answer within 0.2 s'],
])('%s is given up as well', async (_, deadlines, why) => {
  const url = await httpServer((_request, response) => {
    response.writeHead(200, ours).write('{"ok":');
    if (deadlines.totalMs === undefined) return;
    const drip = setInterval(() => response.write(' '), 20);
    response.once('close', () => clearInterval(drip));
  });
  const error = await failureOf(callerOf(url, deadlines));
  expect(error).toMatchObject({ failure: 'transient' });
  expect(error.message).toContain(why);
});

test('a long poll may take as long as it was agreed, and hardly longer', async () => {
  const url = await httpServer((request, response) => {
    if (request.url?.endsWith('/held')) return;
    setTimeout(() => response.writeHead(200, ours).end('{"ok":true}'), 300);
  });
  const caller = callerOf(url, { headersMs: 50, graceMs: 100 });
  const poll = { method: 'GET', answer, waitMs: 250 } as const;
  expect(await caller.call({ ...poll, path: '/v1/x' })).toEqual({ ok: true });
  const late = await caller.call({ ...poll, path: '/v1/held' }).catch((error: unknown) => error);
  expect(late).toMatchObject({ failure: 'transient', message: expect.stringContaining('within 0.35 s') });
});

test('an answer without end is not read to its end', async () => {
  const url = await httpServer((_, response) => {
    response.writeHead(200, ours);
    const more = () => void (response.destroyed || response.write(' '.repeat(1 << 20), more));
    more();
  });
  const error = await failureOf(callerOf(url));
  expect(error).toMatchObject({ failure: 'transient' });
  expect(error.message).toContain('an answer without end');
});

test('a failure without end is told by its beginning', async () => {
  const url = await httpServer((_, response) => {
    response.writeHead(502, { 'content-type': 'text/html' });
    const more = () => void (response.destroyed || response.write('<p>bad gateway '.repeat(1_000), more));
    more();
  });
  const error = await failureOf(callerOf(url));
  expect(error.failure).toBe('transient');
  expect(error.message).toMatch(/found status 502, text\/html, starting with "<p>bad gateway/);
});

test('no call goes to a route before the pause that it asked for is over; other routes may be called', async () => {
  const clock = new TestClock();
  const called: (string | undefined)[] = [];
  const url = await httpServer((request, response) => {
    called.push(request.url);
    const isBusy = request.url === '/v1/x' && called.length === 1;
    if (isBusy) response.writeHead(429, { ...ours, 'retry-after': '7' }).end();
    else response.writeHead(200, ours).end('{"ok":true}');
  });
  const caller = new Caller({ url: () => url, token: () => null, clock });
  expect(await failureOf(caller)).toMatchObject({ failure: 'throttled', retryAfterMs: 7_000 });
  clock.jump(6_900);
  const early = await failureOf(caller);
  expect(early).toMatchObject({ failure: 'throttled' });
  expect(early.retryAfterMs).toBeCloseTo(100);
  await caller.call({ method: 'GET', path: '/v1/other', answer });
  expect(called).toEqual(['/v1/x', '/v1/other']);
  clock.jump(100);
  await caller.call({ method: 'GET', path: '/v1/x', answer });
  expect(called).toEqual(['/v1/x', '/v1/other', '/v1/x']);
});

test('an answer of another shape names its place', async () => {
  const error = await failureOf(callerOf(await httpServer(saying({ status: 200, body: '{"ok":3}' }))));
  expect(error.failure).toBe('misconfigured');
  expect(error.message).toContain('does not understand, at ok');
});

test('another database than the one expected is named, whatever it says', async () => {
  const caller = callerOf(await httpServer(saying({ status: 410, body: problem('attempt_gone') })));
  caller.expectDatabase(() => ({ id: 'db-1', generation: 3 }));
  const error = await failureOf(caller);
  expect(error).toMatchObject({ failure: 'misconfigured', code: 'misconfigured' });
  expect(error.message).toMatch(/found database db-1, generation 4 instead of database db-1, generation 3/);
  caller.expectDatabase(() => null);
  expect(await failureOf(caller)).toMatchObject({ failure: 'refused', code: 'attempt_gone' });
});

test('calls under way are called off, whether they are held or not; later ones are not', async () => {
  let isBack = false;
  const url = await httpServer((_, response) => {
    if (isBack) response.writeHead(200, ours).end('{"ok":true}');
  });
  const caller = callerOf(url);
  const call = { method: 'GET', path: '/v1/x', answer } as const;
  const held = caller.call({ ...call, waitMs: 9_000 });
  const short = caller.call(call);
  caller.callOff();
  await expect(held).rejects.toMatchObject({ failure: 'called_off' });
  await expect(short).rejects.toMatchObject({ failure: 'called_off' });
  isBack = true;
  expect(await caller.call(call)).toEqual({ ok: true });
});

test('once nobody has answered, no connection from before is used again', async () => {
  const connections = new Set<unknown>();
  const url = await httpServer((request, response) => {
    if (request.url === '/v1/silent') return;
    connections.add(request.socket);
    response.writeHead(200, ours).end('{"ok":true}');
  });
  const caller = callerOf(url, { headersMs: 500 });
  const call = { method: 'GET', path: '/v1/x', answer } as const;
  await Promise.all([caller.call(call), caller.call(call)]);
  await afterInput();
  await Promise.all([caller.call(call), caller.call(call)]);
  expect(connections.size).toBe(2);
  await expect(caller.call({ ...call, path: '/v1/silent' })).rejects.toMatchObject({ code: 'unreachable' });
  await caller.call(call);
  expect(connections.size).toBe(3);
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
  const error = await failureOf(callerOf(url));
  expect(error.failure).toBe('misconfigured');
  expect(error.message).toContain(`found status 302 to ${elsewhere}`);
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
  expect(await failureOf(callerOf(url, { idleMs: 500 }))).toMatchObject({ failure: 'transient' });
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
