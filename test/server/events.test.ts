import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src/edge/clock.ts';
import { controlPlaneClient } from '../../src/edge/control-plane-client.ts';
import type { PlaneguardEvent } from '../../src/protocol/event.ts';
import { startControlPlane, type TestControlPlane } from '../support/control-plane.ts';
import { until } from '../support/until.ts';
import { newRequest, WorkerCalls } from '../support/worker-calls.ts';

/** Collects what a follower sees until the test ends. */
function follow(plane: TestControlPlane, where: { requestId?: string; afterSeq: number }) {
  const seen: PlaneguardEvent[] = [];
  const stop = new AbortController();
  const client = controlPlaneClient({
    url: () => plane.url,
    token: () => plane.operatorToken,
    clock: systemClock,
  });
  const done = (async () => {
    for await (const event of client.followEvents({ ...where, clock: systemClock, signal: stop.signal })) {
      seen.push(event);
    }
  })();
  onTestFinished(async () => {
    stop.abort();
    await done;
  });
  return seen;
}

const kinds = (events: PlaneguardEvent[]) => events.map((event) => event.kind);

test('a follower sees what was and what comes, in order and once', async () => {
  const plane = await startControlPlane();
  const worker = new WorkerCalls(plane);
  await worker.register();
  const { body: request } = await plane.operator('POST', '/v1/requests', newRequest);
  const grant = await worker.granted();
  const seen = follow(plane, { requestId: request.id, afterSeq: 0 });
  await until('the past is told', () => seen.length === 2);
  await worker.heartbeat([grant.attemptId]);
  await worker.launch(grant);
  await worker.evidence(grant);
  await worker.end(grant, 'exited_without_pr');
  await until('the end is told', () => kinds(seen).includes('blocked'));
  expect(kinds(seen)).toEqual(['queued', 'claimed', 'running', 'exit', 'ended', 'blocked']);
  const numbers = seen.map((event) => event.seq);
  expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b));
});

test('a follower of one request does not see another', async () => {
  const plane = await startControlPlane();
  const { body: one } = await plane.operator('POST', '/v1/requests', newRequest);
  const { body: two } = await plane.operator('POST', '/v1/requests', newRequest);
  const seen = follow(plane, { requestId: two.id, afterSeq: 0 });
  await plane.operator('POST', `/v1/requests/${one.id}/cancel`, {});
  await plane.operator('POST', `/v1/requests/${two.id}/cancel`, {});
  await until('the cancel is told', () => kinds(seen).includes('cancelled'));
  expect(seen.every((event) => event.requestId === two.id)).toBe(true);
});

test('a follower goes on after the last event it saw, also across a restart', async () => {
  const first = await startControlPlane();
  const { body: request } = await first.operator('POST', '/v1/requests', newRequest);
  const { body: history } = await first.operator('GET', `/v1/requests/${request.id}/events`);
  await first.controlPlane.close();
  const second = await startControlPlane({ folder: first.folder });
  const seen = follow(second, { afterSeq: history.items.at(-1).seq });
  await second.operator('POST', `/v1/requests/${request.id}/cancel`, {});
  await until('the cancel is told', () => seen.length > 0);
  expect(kinds(seen)).toEqual(['cancelled']);
});

test('hundreds of followers and events lose nothing', async () => {
  const plane = await startControlPlane();
  const followers = Array.from({ length: 20 }, () => follow(plane, { afterSeq: 0 }));
  const posts = Array.from({ length: 100 }, () => plane.operator('POST', '/v1/requests', newRequest));
  await Promise.all(posts);
  await until('all have seen all', () => followers.every((seen) => seen.length === 100));
});

test('lists of events are cut and go on at their cursor', async () => {
  const plane = await startControlPlane();
  const { body: request } = await plane.operator('POST', '/v1/requests', newRequest);
  const path = `/v1/requests/${request.id}`;
  await plane.operator('POST', `${path}/cancel`, {});
  await plane.operator('POST', `${path}/retry`, {});
  const first = await plane.operator('GET', `${path}/events?limit=2`);
  const rest = await plane.operator('GET', `${path}/events?limit=2&cursor=${first.body.nextCursor}`);
  expect(kinds([...first.body.items, ...rest.body.items])).toEqual(['queued', 'cancelled', 'queued']);
  expect(rest.body.nextCursor).toBeNull();
});
