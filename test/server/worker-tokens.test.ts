import { expect, test } from 'vitest';
import { callerOf, startControlPlane, type TestControlPlane } from '../support/control-plane.ts';
import { newRequest, WorkerCalls } from '../support/worker-calls.ts';

const workerId = 'w00000001';

const newToken = async (plane: TestControlPlane): Promise<{ id: string; token: string }> =>
  (await plane.operator('POST', '/v1/tokens', { kind: 'worker' })).body;

const withToken = ({ url }: TestControlPlane, token: string): WorkerCalls =>
  new WorkerCalls({ worker: callerOf(url, token) }, workerId);

/** A worker on another host, with a token of its own. */
const remoteWorker = async (plane: TestControlPlane): Promise<WorkerCalls> =>
  withToken(plane, (await newToken(plane)).token);

const forbidden = { status: 403, body: { code: 'forbidden' } };

test('a worker’s token speaks for no worker that has another token', async () => {
  const plane = await startControlPlane();
  const victim = await remoteWorker(plane);
  await victim.register();
  await plane.operator('POST', '/v1/requests', newRequest);
  const grant = await victim.granted();
  const thief = await remoteWorker(plane);
  const stolen = { instance: victim.instance };
  const answers = [
    await thief.register({ takeover: true }),
    await thief.heartbeat([], stolen),
    await thief.claim(stolen),
    await thief.launch(grant),
    await thief.evidence(grant),
    await thief.wishes(),
  ];
  for (const answer of answers) expect(answer).toMatchObject(forbidden);
  await victim.heartbeat([grant.attemptId]);
  expect((await victim.launch(grant)).status).toBe(200);
});

test('a worker goes on with another token once its own is revoked, also after a restart', async () => {
  const first = await startControlPlane();
  const [lost, other] = [await newToken(first), await newToken(first)];
  await withToken(first, lost.token).register();
  await first.controlPlane.close();
  const plane = await startControlPlane({ folder: first.folder });
  const worker = withToken(plane, other.token);
  expect(await worker.register({ takeover: true })).toMatchObject(forbidden);
  await plane.operator('DELETE', `/v1/tokens/${lost.id}`);
  expect((await worker.register({ takeover: true })).status).toBe(200);
  expect((await worker.heartbeat([])).status).toBe(200);
});

test('the token of the control plane’s own state directory speaks for every worker, and takes none over', async () => {
  const plane = await startControlPlane();
  const remote = await remoteWorker(plane);
  await remote.register();
  const own = new WorkerCalls(plane, workerId);
  expect((await own.register({ takeover: true })).status).toBe(200);
  expect((await remote.register({ takeover: true })).status).toBe(200);
});
