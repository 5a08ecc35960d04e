import { expect, test } from 'vitest';
import { dayMs } from '../../src/core/repository-limits.ts';
import { startControlPlane, testSettings } from '../support/control-plane.ts';
import { TestClock } from '../support/test-clock.ts';
import { newRequest, WorkerCalls } from '../support/worker-calls.ts';

const other = { ...newRequest, repository: '/srv/git/other', remote: '/srv/git/other' };

async function planeWith(limits: { concurrent?: number | null; attemptsPerDay?: number | null }) {
  const clock = new TestClock();
  const own = { concurrent: limits.concurrent ?? null, attemptsPerDay: limits.attemptsPerDay ?? null };
  const repositories = [{ name: newRequest.repository, remote: null, limits: own }];
  const plane = await startControlPlane({ clock, settings: { ...testSettings, repositories } });
  const worker = new WorkerCalls(plane);
  await worker.register();
  const queue = async (wanted: object = newRequest): Promise<string> =>
    (await plane.operator('POST', '/v1/requests', wanted)).body.id;
  const show = async (id: string) => (await plane.operator('GET', `/v1/requests/${id}`)).body;
  return { clock, plane, worker, queue, show };
}

test('of a repository no more attempts run at once than it may have; others pass it', async () => {
  const { worker, queue, show } = await planeWith({ concurrent: 1 });
  const [first, second, third] = [await queue(), await queue(), await queue(other)];
  const grant = await worker.run();
  expect(grant.request.id).toBe(first);
  expect((await worker.granted()).request.id).toBe(third);
  expect((await worker.claim()).body).toBeNull();
  expect(await show(second)).toMatchObject({
    state: 'queued',
    waiting: { reason: 'repository_busy', until: null, sentence: expect.stringMatching(/^Waiting: 1 of/) },
  });
});

test('who waits for a place in a repository gets it when an attempt ends', async () => {
  const { worker, queue, show } = await planeWith({ concurrent: 1 });
  const [, second] = [await queue(), await queue()];
  const grant = await worker.run();
  const waiting = worker.claim({ waitMs: 60_000 });
  await worker.openPullRequest(grant);
  await worker.end(grant, 'in_review');
  expect((await waiting).body.request.id).toBe(second);
  expect((await show(second)).waiting).toBeNull();
});

test('claims that come at once get no more than the limits allow together', async () => {
  const { plane, queue } = await planeWith({ concurrent: 3, attemptsPerDay: 5 });
  for (let n = 0; n < 12; n += 1) await queue();
  const workers = Array.from({ length: 12 }, (_, n) => new WorkerCalls(plane, `w1000000${n.toString(36)}`));
  await Promise.all(workers.map((each) => each.register()));
  const claimAll = async () => {
    const answers = await Promise.all(
      workers.map(async (each) => ({ each, grant: (await each.claim()).body })),
    );
    return answers.filter(({ grant }) => grant !== null);
  };
  const first = await claimAll();
  expect(first).toHaveLength(3);
  await Promise.all(first.map(({ each, grant }) => each.end(grant, 'exited_without_pr')));
  expect(await claimAll()).toHaveLength(2);
});

test('who waits for a place gets it also when the one that had it never confirmed its claim, and is cancelled', async () => {
  const { clock, plane, worker, queue } = await planeWith({ concurrent: 1 });
  const another = new WorkerCalls(plane, 'w00000002');
  await another.register();
  const [first, second] = [await queue(), await queue()];
  await worker.granted();
  await plane.operator('POST', `/v1/requests/${first}/cancel`, {});
  const waiting = another.claim({ waitMs: 60_000 });
  await worker.forgetClaim(clock);
  expect((await waiting).body.request.id).toBe(second);
}, 20_000);

test("a day's attempts are counted over all requests, workers and ends; then it is said when the next one may be", async () => {
  const { clock, plane, worker, queue, show } = await planeWith({ attemptsPerDay: 2 });
  const another = new WorkerCalls(plane, 'w00000002');
  await another.register();
  await queue();
  await worker.end(await worker.run(), 'agent_failed');
  await clock.advance(testSettings.retry.capMs);
  await another.end(await another.run(), 'exited_without_pr');
  const third = await queue();
  const until = new Date(Date.parse('2030-01-01T00:00:00Z') + dayMs).toISOString();
  expect((await worker.claim()).body).toBeNull();
  expect(await show(third)).toMatchObject({ waiting: { reason: 'day_used_up', until } });
  const { body: status } = await plane.operator('GET', '/v1/status');
  expect(status.waiting).toMatchObject([{ id: third, waiting: { until } }]);
  const waiting = worker.claim({ waitMs: 60_000 });
  clock.jump(dayMs);
  expect((await waiting).body.request.id).toBe(third);
});

test('claims that no worker confirmed count for the day, and a request that ends all who take it comes to rest', async () => {
  const { clock, worker, queue, show } = await planeWith({});
  const id = await queue();
  for (let claim = 1; claim <= testSettings.retry.attempts; claim += 1) {
    await worker.granted();
    await worker.forgetClaim(clock);
    expect((await show(id)).attempt).toBe(claim);
    await clock.advance(testSettings.retry.capMs);
  }
  expect(await show(id)).toMatchObject({
    state: 'blocked',
    reason: 'attempts_exhausted',
    summary: expect.stringMatching(/^3 × claimed and never confirmed/),
  });
});

test('attempts are counted across workers that die before their first word, whoever takes the request', async () => {
  const { clock, plane, queue, show } = await planeWith({});
  const id = await queue();
  const { stopAfterMs, marginMs } = testSettings.lease;
  for (let attempt = 1; attempt <= testSettings.retry.attempts; attempt += 1) {
    const worker = new WorkerCalls(plane, `w1000000${attempt}`);
    await worker.register();
    const grant = await worker.granted();
    await worker.heartbeat([grant.attemptId]);
    await clock.advance(stopAfterMs + marginMs + 2_000);
    await clock.advance(testSettings.retry.capMs);
  }
  const request = await show(id);
  expect(request).toMatchObject({ state: 'blocked', reason: 'attempts_exhausted', attempt: 3 });
  expect(request.summary).toMatch(/^3 attempts failed: 3 × lease_expired \(/);
});

test('a pause that a clock set back has put far away is not waited for', async () => {
  const { clock, worker, queue } = await planeWith({});
  await queue();
  await worker.end(await worker.run(), 'agent_failed');
  expect((await worker.claim()).body).toBeNull();
  clock.setWallBack(60 * 60_000);
  expect((await worker.claim()).body).not.toBeNull();
});

test('of a paused agent only that is granted which a person has asked for since', async () => {
  const { clock, plane, worker, queue } = await planeWith({});
  const first = await queue();
  await worker.end(await worker.run(), 'exited_without_pr');
  await queue();
  const without = [newRequest.agent];
  expect((await worker.claim({ without })).body).toBeNull();
  await plane.operator('POST', `/v1/requests/${first}/retry`, {});
  expect((await worker.claim({ without })).body.request.id).toBe(first);
  await clock.advance(1_000);
  expect((await worker.claim({ without })).body).toBeNull();
});
