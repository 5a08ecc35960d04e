import { expect, test } from 'vitest';
import { startControlPlane, type TestControlPlane, testSettings } from '../support/control-plane.ts';
import { parseExposition, type Sample, sampleOf } from '../support/exposition.ts';
import { TestClock } from '../support/test-clock.ts';
import { newRequest, WorkerCalls } from '../support/worker-calls.ts';

const scrape = (plane: TestControlPlane, token = plane.operatorToken): Promise<Response> =>
  fetch(`${plane.url}/metrics`, { headers: { authorization: `Bearer ${token}` } });

const metricsOf = async (plane: TestControlPlane): Promise<Sample[]> =>
  parseExposition(await (await scrape(plane)).text());

test('metrics count requests, workers, claims, ends, calls, loops and the database, in the text format', async () => {
  const clock = new TestClock();
  const lease = { heartbeatMs: 1_000, silentAfterMs: 10_000, stopAfterMs: 30_000, marginMs: 40_000 };
  const plane = await startControlPlane({ clock, settings: { ...testSettings, lease } });
  const worker = new WorkerCalls(plane);
  await worker.register();
  await plane.operator('POST', '/v1/requests', { ...newRequest, title: 'A secret title' });
  await plane.operator('POST', '/v1/requests', newRequest);
  const grant = await worker.granted();
  await worker.heartbeat([grant.attemptId]);
  await plane.operator('GET', `/v1/requests/${grant.request.id}`);
  await plane.operator('GET', '/wp-login.php');
  await clock.advance(5_000);
  const before = await metricsOf(plane);
  expect(sampleOf(before, 'planeguard_requests', { state: 'queued' })).toBe(1);
  expect(sampleOf(before, 'planeguard_requests', { state: 'claimed' })).toBe(1);
  expect(sampleOf(before, 'planeguard_workers', { health: 'healthy' })).toBe(1);
  expect(sampleOf(before, 'planeguard_claims_granted_total')).toBe(1);
  expect(sampleOf(before, 'planeguard_database_bytes')).toBeGreaterThan(4_096);
  expect(sampleOf(before, 'planeguard_database_writable')).toBe(1);
  expect(
    sampleOf(before, 'planeguard_loop_last_success_age_seconds', { loop: 'expire-leases' }),
  ).toBeLessThan(5);
  expect(sampleOf(before, 'planeguard_loop_stands_still', { loop: 'expire-leases' })).toBe(0);
  const shown = { route: '/v1/requests/:id' };
  expect(sampleOf(before, 'planeguard_api_requests_total', { ...shown, status: '200' })).toBe(1);
  expect(sampleOf(before, 'planeguard_api_request_seconds_count', shown)).toBe(1);
  expect(sampleOf(before, 'planeguard_api_requests_total', { route: 'other' })).toBe(1);
  await clock.advance(lease.stopAfterMs + lease.marginMs + 3_000);
  const after = await metricsOf(plane);
  expect(sampleOf(after, 'planeguard_attempts_ended_total', { outcome: 'lease_expired' })).toBe(1);
  expect(sampleOf(after, 'planeguard_workers', { health: 'silent' })).toBe(1);
});

test('metrics need a token like the rest, and name no request, worker, title or secret', async () => {
  const plane = await startControlPlane();
  const worker = new WorkerCalls(plane);
  await worker.register();
  await plane.operator('POST', '/v1/requests', { ...newRequest, title: 'A secret title' });
  const grant = await worker.granted();
  for (let number = 0; number < 50; number += 1) await plane.operator('GET', `/v1/requests/r${number}`);
  expect((await fetch(`${plane.url}/metrics`)).status).toBe(401);
  const first = await scrape(plane, plane.workerToken);
  expect(first.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  const lines = (await first.text()).split('\n').length;
  for (let number = 50; number < 100; number += 1) await plane.operator('GET', `/v1/requests/r${number}`);
  const text = await (await scrape(plane)).text();
  // The scrape itself is a route that was not known before.
  expect(text.split('\n').length - lines).toBeLessThan(15);
  const secrets = [plane.operatorToken, plane.workerToken, 'secret title', worker.workerId, grant.request.id];
  for (const secret of secrets) expect(text).not.toContain(secret);
});
