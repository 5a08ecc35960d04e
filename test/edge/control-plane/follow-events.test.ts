import type { ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { systemClock } from '../../../src/edge/clock.ts';
import type { CallError } from '../../../src/edge/control-plane/call-error.ts';
import { Caller } from '../../../src/edge/control-plane/caller.ts';
import { type FollowOptions, followEvents } from '../../../src/edge/control-plane/follow-events.ts';
import { ProblemError, problemObject } from '../../../src/protocol/problem.ts';
import { collectGarbage } from '../../support/collect-garbage.ts';
import { httpServer } from '../../support/http-server.ts';
import { TestClock } from '../../support/test-clock.ts';
import { until } from '../../support/until.ts';

const ours = { 'planeguard-database': 'db-1', 'planeguard-generation': '1' };

const message = (seq: number): string => {
  const event = { seq, at: '2030-01-01T00:00:00.000Z', requestId: 'r1', attempt: null, kind: 'x', data: {} };
  return `id: ${seq}\ndata: ${JSON.stringify(event)}\n\n`;
};

const open = (response: ServerResponse, ...seqs: number[]) =>
  response.writeHead(200, { ...ours, 'content-type': 'text/event-stream' }).write(seqs.map(message).join(''));

const callerOf = (url: string, clock = systemClock): Caller =>
  new Caller({ url: () => url, token: () => 'secret', clock });

/** The first events of a stream, by number. */
async function firstOf(
  caller: Caller,
  count: number,
  options: Partial<FollowOptions> = {},
): Promise<number[]> {
  const stop = new AbortController();
  const found: number[] = [];
  const all = { requestId: 'r1', afterSeq: 0, clock: systemClock, signal: stop.signal, ...options };
  for await (const { seq } of followEvents(caller, all)) {
    found.push(seq);
    if (found.length === count) break;
  }
  stop.abort();
  return found;
}

test('a connection that breaks is taken up after the last event, each event comes once', async () => {
  const resumed: (string | undefined)[] = [];
  const url = await httpServer((request, response) => {
    resumed.push(request.headers['last-event-id']?.toString());
    if (resumed.length === 1) {
      open(response, 1, 2);
      response.socket?.end();
    } else open(response, 2, 3);
  });
  expect(await firstOf(callerOf(url), 3)).toEqual([1, 2, 3]);
  expect(resumed).toEqual(['0', '2']);
});

test('a server that is away for a moment is asked again, and the trouble told', async () => {
  let calls = 0;
  const url = await httpServer((_, response) => {
    calls += 1;
    if (calls < 3) response.writeHead(503, ours).end();
    else open(response, 1);
  });
  const troubles: string[] = [];
  const onTrouble = (error: CallError) => void troubles.push(error.failure);
  expect(await firstOf(callerOf(url), 1, { onTrouble })).toEqual([1]);
  expect(troubles).toEqual(['transient', 'transient']);
});

test('from now on: the stream is asked without a number', async () => {
  const resumed: unknown[] = [];
  const url = await httpServer((request, response) => {
    resumed.push(request.headers['last-event-id']);
    open(response, 41);
  });
  expect(await firstOf(callerOf(url), 1, { afterSeq: 'now' })).toEqual([41]);
  expect(resumed).toEqual([undefined]);
});

test('an unknown id ends the following with its refusal', async () => {
  const body = JSON.stringify(problemObject(new ProblemError('not_found', 'There is no request r1.')));
  const url = await httpServer((_, response) => void response.writeHead(404, ours).end(body));
  await expect(firstOf(callerOf(url), 1)).rejects.toMatchObject({ code: 'not_found' });
});

test('a connection that has gone silent is replaced', async () => {
  const clock = new TestClock();
  let calls = 0;
  const url = await httpServer((_, response) => {
    calls += 1;
    open(response, calls);
  });
  const following = firstOf(callerOf(url, clock), 2, { clock });
  await until('the first connection', () => calls === 1);
  await until('a second one', async () => {
    await clock.advance(10_000);
    return calls >= 2;
  });
  expect(await following).toEqual([1, 2]);
});

test('aborting ends it without an error', async () => {
  const url = await httpServer((_, response) => void open(response));
  const stop = new AbortController();
  const stream = followEvents(callerOf(url), { afterSeq: 0, clock: systemClock, signal: stop.signal });
  const next = stream.next();
  stop.abort();
  expect((await next).done).toBe(true);
});

test('a follower that is told to stop ends also after a garbage collection', async () => {
  const url = await httpServer((_, response) => open(response, 1));
  const stop = new AbortController();
  const followed = followEvents(callerOf(url), { afterSeq: 0, clock: systemClock, signal: stop.signal });
  expect((await followed.next()).done).toBe(false);
  const next = followed.next();
  await new Promise((resolve) => setImmediate(resolve));
  collectGarbage();
  stop.abort();
  expect(await next).toEqual({ done: true, value: undefined });
});
