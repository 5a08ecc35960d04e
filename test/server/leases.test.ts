import { expect, test } from 'vitest';
import { startControlPlane, testSettings } from '../support/control-plane.ts';
import { TestClock } from '../support/test-clock.ts';
import { newRequest, session, WorkerCalls } from '../support/worker-calls.ts';

const { stopAfterMs, marginMs, silentAfterMs } = testSettings.lease;

async function oneRunning() {
  const clock = new TestClock();
  const plane = await startControlPlane({ clock });
  const worker = new WorkerCalls(plane);
  await worker.register();
  const { body: request } = await plane.operator('POST', '/v1/requests', newRequest);
  const grant = await worker.run();
  const state = async () => (await plane.operator('GET', `/v1/requests/${request.id}`)).body;
  return { clock, plane, worker, grant, state };
}

test('a lease is over only after stopAfter and the margin, and then the request is retried', async () => {
  const { clock, worker, grant, state } = await oneRunning();
  await clock.advance(stopAfterMs + marginMs - 1_000);
  expect(await state()).toMatchObject({ state: 'running', session: { activity: 'unreachable' } });
  await clock.advance(3_000);
  const over = await state();
  expect(over).toMatchObject({ state: 'queued', attempt: 1 });
  expect(over.evidence.attempts).toMatchObject([{ reason: 'lease_expired', proof: 'expired' }]);
  expect((await worker.heartbeat([grant.attemptId])).body.attempts).toMatchObject([{ lease: 'gone' }]);
  await clock.advance(testSettings.retry.capMs);
  const next = await worker.granted();
  expect(next.fence).toBe(2);
  expect((await worker.heartbeat([grant.attemptId, next.attemptId])).body.attempts).toMatchObject([
    { lease: 'fenced' },
    { lease: 'renewed' },
  ]);
});

test('a renewal moves the end of the lease', async () => {
  const { clock, worker, grant, state } = await oneRunning();
  await clock.advance(stopAfterMs);
  await worker.heartbeat([grant.attemptId]);
  await clock.advance(stopAfterMs + marginMs - 1_000);
  expect((await state()).state).toBe('running');
});

test('after a suspend every lease counts afresh', async () => {
  const { clock, state } = await oneRunning();
  await clock.advance(2_000);
  clock.jump(10 * stopAfterMs);
  await clock.advance(5_000);
  expect((await state()).state).toBe('running');
});

test('after a restart every lease counts afresh', async () => {
  const first = await oneRunning();
  await first.clock.advance(stopAfterMs);
  await first.plane.controlPlane.close();
  const clock = new TestClock();
  const plane = await startControlPlane({ clock, folder: first.plane.folder });
  await clock.advance(stopAfterMs + marginMs - 2_000);
  const path = `/v1/requests/${first.grant.request.id}`;
  expect((await plane.operator('GET', path)).body.state).toBe('running');
  await clock.advance(5_000);
  expect((await plane.operator('GET', path)).body.state).toBe('queued');
});

test('a claim that two heartbeats do not mention, each at its time, goes back to the queue under a new fence', async () => {
  const clock = new TestClock();
  const plane = await startControlPlane({ clock });
  const worker = new WorkerCalls(plane);
  await worker.register();
  await plane.operator('POST', '/v1/requests', newRequest);
  const lost = await worker.granted();
  for (let beat = 0; beat < 4; beat += 1) await worker.heartbeat([]);
  await clock.advance(testSettings.lease.heartbeatMs);
  await worker.heartbeat([]);
  expect((await worker.claim()).body).toBeNull();
  await clock.advance(testSettings.lease.heartbeatMs);
  await worker.heartbeat([]);
  await clock.advance(testSettings.retry.baseMs);
  const next = await worker.granted();
  expect(next.fence).toBe(2);
  expect((await worker.heartbeat([lost.attemptId])).body.attempts).toMatchObject([{ lease: 'fenced' }]);
  expect(await worker.launch(lost)).toMatchObject({ status: 412, body: { code: 'fenced' } });
});

test('a claim that is confirmed once does not go back, however many heartbeats forget it', async () => {
  const { worker, state } = await oneRunning();
  for (let beat = 0; beat < 4; beat += 1) await worker.heartbeat([]);
  expect((await state()).state).toBe('running');
});

test('a claim of a worker that went silent before confirming goes back', async () => {
  const clock = new TestClock();
  const plane = await startControlPlane({ clock });
  const worker = new WorkerCalls(plane);
  await worker.register();
  const { body: request } = await plane.operator('POST', '/v1/requests', newRequest);
  await worker.granted();
  await clock.advance(silentAfterMs + 2_000);
  const { body } = await plane.operator('GET', `/v1/requests/${request.id}`);
  expect(body).toMatchObject({ state: 'queued', attempt: 1, evidence: { attempts: [{ reason: null }] } });
});

test('a stale or foreign fence changes nothing, and is seen in the history', async () => {
  const { plane, worker, grant, state } = await oneRunning();
  const before = await state();
  const body = { type: 'launched', session, timings: {} } as const;
  const stale = await worker.event(grant, body, { fence: grant.fence + 1 });
  const foreign = await worker.event(grant, body, { workerId: 'w99999999' });
  expect([stale.body.code, foreign.body.code]).toEqual(['fenced', 'fenced']);
  expect(await state()).toEqual(before);
  const events = await plane.operator('GET', `/v1/requests/${grant.request.id}/events`);
  expect(events.body.items.filter((event: { kind: string }) => event.kind === 'rejected')).toHaveLength(2);
});

test('a state event that is repeated gets its first answer and changes nothing', async () => {
  const { worker, grant, state } = await oneRunning();
  await worker.openPullRequest(grant);
  const body = { type: 'ended', outcome: 'in_review', summary: 'Open.', proof: 'proved' } as const;
  const event = { ...body, clean: true, conversation: null };
  const first = await worker.event(grant, event, { eventId: 'event-one' });
  const before = await state();
  const second = await worker.event(grant, event, { eventId: 'event-one' });
  expect(second.body).toEqual(first.body);
  expect(await state()).toEqual(before);
  expect(await worker.event(grant, event)).toMatchObject({ status: 410, body: { code: 'attempt_gone' } });
});

test('evidence is accepted once for each id, from its own worker only, also long after the end', async () => {
  const { clock, plane, worker, grant, state } = await oneRunning();
  await worker.end(grant, 'exited_without_pr');
  await clock.advance(60_000);
  const evidence = { eventId: 'evidence-one', kind: 'workspace', data: { kept: true } };
  expect((await worker.evidence(grant, evidence)).body).toEqual({ accepted: true });
  expect((await worker.evidence(grant, evidence)).body).toEqual({ accepted: false });
  const foreign = await worker.evidence(grant, { eventId: 'evidence-two', workerId: 'w99999999' });
  expect(foreign).toMatchObject({ status: 412, body: { code: 'fenced' } });
  const { evidence: shown, state: now } = await state();
  expect(shown.receipts).toMatchObject([{ attempt: 1, kind: 'workspace', data: { kept: true } }]);
  expect(now).toBe('blocked');
  const events = await plane.operator('GET', `/v1/requests/${grant.request.id}/events`);
  expect(events.body.items.at(-1)).toMatchObject({ kind: 'workspace', attempt: 1 });
});

test('a request whose forge cannot be asked after its agent is gone says so, until a person gives it up', async () => {
  const { plane, worker, grant, state } = await oneRunning();
  await worker.heartbeat([], {
    attempts: [{ attemptId: grant.attemptId, activity: 'verifying', ports: null, activitySince: null }],
  });
  expect(await state()).toMatchObject({
    state: 'running',
    summary: expect.stringContaining('Whether it has opened a pull request is not known'),
    next: expect.stringContaining(`planeguard cancel ${grant.request.id}`),
  });
  await plane.operator('POST', `/v1/requests/${grant.request.id}/cancel`, {});
  expect((await state()).summary).toContain('a cancel was asked for');
});

test('heartbeats say what sessions do, what is kept, and learn what became of it', async () => {
  const { plane, worker, grant, state } = await oneRunning();
  const since = '2030-01-01T00:00:05.000Z';
  await worker.heartbeat([], {
    attempts: [
      { attemptId: grant.attemptId, activity: 'waiting_for_input', ports: null, activitySince: since },
    ],
  });
  expect((await state()).session).toMatchObject({ activity: 'waiting_for_input', activitySince: since });
  await worker.end(grant, 'exited_without_pr');
  const one = { attemptId: grant.attemptId, path: '/kept', why: 'Not published.', since };
  const kept = [one];
  const answer = await worker.heartbeat([], { kept: [one, { ...one, attemptId: 'r00000000-1' }] });
  expect(answer.body.kept).toEqual([
    { attemptId: grant.attemptId, requestState: 'blocked', pullRequest: null },
    { attemptId: 'r00000000-1', requestState: null, pullRequest: null },
  ]);
  expect((await plane.operator('GET', '/v1/status')).body.kept).toHaveLength(2);
  await worker.heartbeat([], { kept });
  expect((await plane.operator('GET', '/v1/status')).body.kept).toEqual(kept);
});

test('a worker that says nothing is shown as silent, since it was last heard', async () => {
  const { clock, plane, worker } = await oneRunning();
  await clock.advance(silentAfterMs + 1_000);
  expect((await plane.operator('GET', '/v1/workers')).body.items).toMatchObject([
    { health: 'silent', sessions: 1 },
  ]);
  await worker.heartbeat([], { health: 'degraded', reason: 'The disk is nearly full.' });
  expect((await plane.operator('GET', '/v1/workers')).body.items).toMatchObject([
    { health: 'degraded', reason: 'The disk is nearly full.' },
  ]);
});
