import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { stateLayout } from '../../src/config/state-layout.ts';
import { type StartOptions, startControlPlane, testSettings } from '../support/control-plane.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { TestClock } from '../support/test-clock.ts';
import { until } from '../support/until.ts';
import { newRequest, WorkerCalls } from '../support/worker-calls.ts';

async function oneQueued(options: StartOptions = {}) {
  const plane = await startControlPlane(options);
  const worker = new WorkerCalls(plane);
  await worker.register();
  const { body: request } = await plane.operator('POST', '/v1/requests', newRequest);
  const path = `/v1/requests/${request.id}`;
  const threads = async () => (await plane.operator('GET', path)).body.threads;
  const messages = async (query = '') => (await plane.operator('GET', `${path}/thread${query}`)).body;
  return { plane, worker, request, path, threads, messages };
}

const onDashboard = (state: 'open' | 'closed') => [
  { channel: 'dashboard', wanted: state, actual: state, url: null },
];

test('a thread opens with its request, says each turn of its state, and closes with its end', async () => {
  const { worker, request, threads, messages } = await oneQueued();
  expect(request.threads).toEqual(onDashboard('open'));
  const grant = await worker.run();
  expect(await threads()).toEqual(onDashboard('open'));
  await worker.end(grant, 'exited_without_pr');
  expect(await threads()).toEqual(onDashboard('closed'));
  const { items } = await messages();
  expect(items.map(({ author }: { author: string }) => author)).toEqual(Array(4).fill('planeguard'));
  expect(items.map(({ text }: { text: string }) => text.split(':')[0])).toEqual([
    'queued',
    'claimed',
    'running',
    'blocked (exited_without_pr)',
  ]);
});

test('a thread closes with an end that came while the control plane was down, once it is told', async () => {
  const { plane, worker, request } = await oneQueued();
  const grant = await worker.run();
  await plane.controlPlane.close();
  const again = await startControlPlane({ folder: plane.folder });
  const path = `/v1/requests/${request.id}`;
  expect((await again.operator('GET', path)).body.threads).toEqual(onDashboard('open'));
  const sameWorker = new WorkerCalls(again);
  await sameWorker.register();
  await sameWorker.end(grant, 'exited_without_pr');
  expect((await again.operator('GET', path)).body.threads).toEqual(onDashboard('closed'));
  const { items } = (await again.operator('GET', `${path}/thread`)).body;
  expect(items.at(-1).text).toMatch(/^blocked \(exited_without_pr\): /);
});

const { stopAfterMs, marginMs } = testSettings.lease;
const once = { ...testSettings, retry: { ...testSettings.retry, attempts: 1 } };

test.each([
  ['is cancelled', true, 'cancelled (by_operator)'],
  ['may be tried no more', false, 'blocked (attempts_exhausted)'],
])('a thread closes when the worker of a request that %s never comes back', async (_, cancels, says) => {
  const clock = new TestClock();
  const { plane, worker, path, threads, messages } = await oneQueued({ clock, settings: once });
  await worker.run();
  if (cancels) await plane.operator('POST', `${path}/cancel`, {});
  expect(await threads()).toEqual(onDashboard('open'));
  await clock.advance(stopAfterMs + marginMs + 2_000);
  expect(await threads()).toEqual(onDashboard('closed'));
  const { items } = await messages();
  expect(items.at(-1).text.split(':')[0]).toBe(says);
});

test('a thread opens again when its request is taken up again', async () => {
  const { plane, path, threads } = await oneQueued();
  await plane.operator('POST', `${path}/cancel`, {});
  expect(await threads()).toEqual(onDashboard('closed'));
  await plane.operator('POST', `${path}/retry`, {});
  expect(await threads()).toEqual(onDashboard('open'));
});

test('messages are listed page by page, oldest first', async () => {
  const { plane, path, messages } = await oneQueued();
  await plane.operator('POST', `${path}/cancel`, {});
  const first = await messages('?limit=1');
  expect(first.items).toMatchObject([{ text: expect.stringMatching(/^queued: /) }]);
  const second = await messages(`?limit=1&cursor=${first.nextCursor}`);
  expect(second.items).toMatchObject([{ text: expect.stringMatching(/^cancelled \(by_operator\): /) }]);
});

test('the thread of an unknown request is not found', async () => {
  const plane = await startControlPlane();
  const { status, body } = await plane.operator('GET', '/v1/requests/r00000000/thread');
  expect([status, body.code]).toEqual([404, 'not_found']);
});

/** Changes the database behind the control plane's back. */
function change(folder: string, sql: string): void {
  const database = new Sqlite(stateLayout(folder).database);
  database.exec(sql);
  database.close();
}

test.each([
  ['is missing', 'delete from threads', 'open the thread'],
  ['says closed', "update threads set wanted = 'closed', actual = 'closed'", 'open the thread'],
  ['says unknown', "update threads set actual = 'unknown'", 'find out whether the thread is open'],
  ['is wanted closed', "update threads set wanted = 'closed'", 'say of the thread what is wanted'],
])('a thread that %s is named by a reconciliation, and repaired', async (stands, sql, action) => {
  const { plane, request, threads } = await oneQueued();
  change(plane.folder, sql);
  const reconcile = async (dryRun: boolean) =>
    (await plane.operator('POST', '/v1/reconcile', { dryRun })).body.items;
  const because = `the request is queued, and its thread on the dashboard ${stands}`;
  const item = { part: 'threads', subject: request.id, action, because };
  expect(await reconcile(true)).toMatchObject([{ ...item, outcome: 'would' }]);
  expect(await reconcile(false)).toMatchObject([{ ...item, outcome: 'done' }]);
  expect(await threads()).toEqual(onDashboard('open'));
});

test('a control plane repairs at its start what was left otherwise', async () => {
  const folder = temporaryFolder();
  const first = await startControlPlane({ folder });
  const { body: request } = await first.operator('POST', '/v1/requests', newRequest);
  await first.operator('POST', `/v1/requests/${request.id}/cancel`, {});
  await first.controlPlane.close();
  change(folder, "update threads set wanted = 'open', actual = 'open'");
  const { operator } = await startControlPlane({ folder });
  await until('the thread is closed', async () => {
    const { threads } = (await operator('GET', `/v1/requests/${request.id}`)).body;
    return threads[0].actual === 'closed' && threads[0].wanted === 'closed';
  });
});

test('a thread that differs while the control plane runs is repaired within ten minutes', async () => {
  const clock = new TestClock();
  const { plane, threads } = await oneQueued({ clock });
  await clock.advance(1_000);
  change(plane.folder, "update threads set wanted = 'closed', actual = 'closed'");
  expect(await threads()).toEqual(onDashboard('closed'));
  await clock.advance(10 * 60_000);
  expect(await threads()).toEqual(onDashboard('open'));
});
