import { expect, test } from 'vitest';
import type { Token } from '../../src/protocol/token.ts';
import { digestOf, newToken } from '../../src/server/token-book.ts';
import { type Answer, callerOf, startControlPlane, type TestControlPlane } from '../support/control-plane.ts';
import { TestClock } from '../support/test-clock.ts';
import { WorkerCalls } from '../support/worker-calls.ts';

interface Made {
  id: string;
  token: string;
}

const workerId = 'w00000001';

const enrolment = async (plane: TestControlPlane, more: object = {}): Promise<Made> =>
  (await plane.operator('POST', '/v1/tokens', { kind: 'enrolment', ...more })).body;

/** Its answer, with the token that the worker has made. */
async function enroll(
  { url }: TestControlPlane,
  enrolmentToken: string,
  { id = workerId, own = newToken('worker') } = {},
): Promise<Answer> {
  const asked = { workerId: id, tokenHash: own.hash };
  const answer = await callerOf(url, enrolmentToken)('POST', '/v1/workers/enroll', asked);
  return { ...answer, body: { ...answer.body, token: own.token } };
}

const workerWith = ({ url }: TestControlPlane, { body }: Answer, id = workerId): WorkerCalls =>
  new WorkerCalls({ worker: callerOf(url, body.token) }, id);

const tokens = async (plane: TestControlPlane): Promise<Token[]> =>
  (await plane.operator('GET', '/v1/tokens')).body.items;

test('a worker gets a token of its own for an enrolment token, which opens nothing else', async () => {
  const plane = await startControlPlane();
  const { token } = await enrolment(plane);
  const asking = callerOf(plane.url, token);
  for (const path of ['/v1/status', '/v1/requests', '/v1/tokens', '/v1/workers'])
    expect(await asking('GET', path)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  expect(await asking('POST', '/v1/claims', {})).toMatchObject({ status: 403 });
  const enrolled = await enroll(plane, token);
  expect(enrolled).toMatchObject({ status: 201, body: { workerId } });
  const worker = workerWith(plane, enrolled);
  expect((await worker.register()).status).toBe(200);
  expect((await worker.heartbeat([])).status).toBe(200);
  const [own] = (await tokens(plane)).filter(({ id }) => id === enrolled.body.tokenId);
  expect(own).toMatchObject({ kind: 'worker', workerId, expiresAt: null });
});

test('its own token speaks for that worker and for no other, also for none that is new', async () => {
  const plane = await startControlPlane();
  const enrolled = await enroll(plane, (await enrolment(plane)).token);
  const other = workerWith(plane, enrolled, 'w00000002');
  expect(await other.register()).toMatchObject({ status: 403, body: { code: 'forbidden' } });
});

test('only operators make enrolment tokens; other tokens enrol nobody', async () => {
  const plane = await startControlPlane();
  expect(await plane.worker('POST', '/v1/tokens', { kind: 'enrolment' })).toMatchObject({ status: 403 });
  for (const token of [plane.operatorToken, plane.workerToken])
    expect(await enroll(plane, token)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
});

test('an exchange whose answer was lost is repeated with the same token, and changes nothing', async () => {
  const plane = await startControlPlane();
  const { token } = await enrolment(plane);
  const own = newToken('worker');
  const lost = await enroll(plane, token, { own });
  const count = (await tokens(plane)).length;
  expect((await enroll(plane, token, { own })).body).toEqual(lost.body);
  expect((await tokens(plane)).length).toBe(count);
  expect((await workerWith(plane, lost).register()).status).toBe(200);
});

test('a used enrolment token gets nobody a token, also under the id of the worker that used it', async () => {
  const plane = await startControlPlane();
  const { token } = await enrolment(plane);
  const enrolled = await enroll(plane, token);
  expect(await enroll(plane, token)).toMatchObject({
    status: 409,
    body: { code: 'state_refused', detail: expect.stringContaining(`was used by the worker ${workerId}`) },
  });
  expect((await workerWith(plane, enrolled).register()).status).toBe(200);
});

test("a token that is known already is not accepted as a worker's own", async () => {
  const plane = await startControlPlane();
  const own = { ...newToken('worker'), hash: digestOf(plane.operatorToken) };
  expect(await enroll(plane, (await enrolment(plane)).token, { own })).toMatchObject({ status: 409 });
});

test('an enrolment token is good for one worker, and for a time', async () => {
  const clock = new TestClock();
  const plane = await startControlPlane({ clock });
  const { token } = await enrolment(plane, { expiresInMs: 60_000 });
  await enroll(plane, token);
  expect(await enroll(plane, token, { id: 'w00000002' })).toMatchObject({
    status: 409,
    body: { code: 'state_refused', detail: expect.stringContaining(`was used by the worker ${workerId}`) },
  });
  await clock.advance(61_000);
  expect(await enroll(plane, token)).toMatchObject({
    status: 401,
    body: { code: 'unauthorized', detail: expect.stringContaining('has expired') },
  });
});

test('nobody enrols as a worker that has a valid token; after its revoke, its own host does', async () => {
  const plane = await startControlPlane();
  const first = await enroll(plane, (await enrolment(plane)).token);
  await workerWith(plane, first).register();
  const { token } = await enrolment(plane);
  const { body } = await enroll(plane, token);
  expect(body.code).toBe('state_refused');
  expect(body.detail).toContain(`planeguard token revoke ${first.body.tokenId}`);
  await plane.operator('DELETE', `/v1/tokens/${first.body.tokenId}`);
  const second = await enroll(plane, token);
  const worker = workerWith(plane, second);
  expect((await worker.register({ takeover: true })).status).toBe(200);
});

test('a worker whose token was revoked does not let itself in again with the enrolment token that it used', async () => {
  const plane = await startControlPlane();
  const { token } = await enrolment(plane);
  const enrolled = await enroll(plane, token);
  await plane.operator('DELETE', `/v1/tokens/${enrolled.body.tokenId}`);
  expect(await enroll(plane, token)).toMatchObject({ status: 401, body: { code: 'unauthorized' } });
  expect((await enroll(plane, (await enrolment(plane)).token)).status).toBe(201);
});

test('what an enrolment binds outlasts a restart of the control plane', async () => {
  const first = await startControlPlane();
  const enrolled = await enroll(first, (await enrolment(first)).token);
  await first.controlPlane.close();
  const plane = await startControlPlane({ folder: first.folder });
  expect((await workerWith(plane, enrolled).register()).status).toBe(200);
  expect(await workerWith(plane, enrolled, 'w00000002').register()).toMatchObject({ status: 403 });
});
