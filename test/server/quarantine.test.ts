import { expect, test } from 'vitest';
import { startControlPlane } from '../support/control-plane.ts';
import { TestClock } from '../support/test-clock.ts';
import { WorkerCalls } from '../support/worker-calls.ts';

const residue = { processes: [], cell: null, socket: null, workspace: '/state/workspaces/r1-1', watch: null };
const item = { id: 'r1-1', why: 'owner_unproven', since: '2030-01-01T00:00:00.000Z', residue, tries: 0 };

async function withQuarantine() {
  const clock = new TestClock();
  const plane = await startControlPlane({ clock });
  const workerNamed = async (id: string) => {
    const worker = new WorkerCalls(plane, id);
    await worker.register();
    await worker.heartbeat([], { quarantine: [item] });
    return worker;
  };
  const worker = await workerNamed('w00000001');
  const decide = (decision: string, id = item.id) =>
    plane.operator('POST', `/v1/quarantine/${id}/decision`, { decision });
  const listed = async () => (await plane.operator('GET', '/v1/quarantine')).body.items;
  return { clock, worker, workerNamed, decide, listed };
}

test('a decision is told until it was carried out: an answer may get lost', async () => {
  const { worker, decide, listed } = await withQuarantine();
  await decide('clean');
  const wish = { id: item.id, decision: 'clean' };
  const says = (more: object) => worker.heartbeat([], { quarantine: [{ ...item, ...more }] });
  expect((await says({})).body.quarantine).toEqual([wish]);
  expect((await says({})).body.quarantine).toEqual([wish]);
  expect((await says({ tries: 1 })).body.quarantine).toEqual([]);
  expect(await listed()).toMatchObject([{ decision: null, tries: 1 }]);
  await worker.heartbeat([], { quarantine: [] });
  expect(await listed()).toEqual([]);
  expect((await decide('clean')).status).toBe(404);
});

test('what a worker reported that is gone for good can be released; one that comes back reports it again', async () => {
  const { clock, worker, decide, listed } = await withQuarantine();
  await clock.advance(61_000);
  expect((await decide('clean')).status).toBe(200);
  expect(await listed()).toHaveLength(1);
  expect((await decide('release')).status).toBe(200);
  expect(await listed()).toEqual([]);
  await worker.heartbeat([], { quarantine: [item] });
  expect(await listed()).toHaveLength(1);
});

test('where a new worker reports what an old one had, a decision is for the new one', async () => {
  const { clock, workerNamed, decide, listed } = await withQuarantine();
  await clock.advance(61_000);
  const successor = await workerNamed('w00000002');
  expect((await decide('clean')).body).toMatchObject({ worker: 'w00000002' });
  expect(await listed()).toMatchObject([{ worker: 'w00000002', decision: 'clean' }]);
  await successor.heartbeat([], { quarantine: [] });
  expect(await listed()).toEqual([]);
});
