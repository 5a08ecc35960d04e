import { randomUUID } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { restoreBackup } from '../../src/cli/state/restore-backup.ts';
import { stateLayout } from '../../src/config/state-layout.ts';
import { copyDatabase } from '../../src/store/copy-database.ts';
import { startControlPlane, type TestControlPlane, testSettings } from '../support/control-plane.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { TestClock } from '../support/test-clock.ts';
import { newRequest, WorkerCalls } from '../support/worker-calls.ts';

const { stopAfterMs, marginMs } = testSettings.lease;

async function queued(plane: TestControlPlane): Promise<string> {
  return (await plane.operator('POST', '/v1/requests', newRequest)).body.id;
}

/** A control plane whose backup knows one attempt; since then a second one has begun. */
async function backedUp() {
  const clock = new TestClock();
  const folder = temporaryFolder();
  const layout = stateLayout(folder);
  const plane = await startControlPlane({ folder, clock });
  const worker = new WorkerCalls(plane);
  await worker.register();
  await queued(plane);
  const known = await worker.run();
  const waitingId = await queued(plane);
  const backup = join(folder, 'backup.db');
  copyDatabase(layout.database, backup);
  const unknown = await worker.run();
  return { clock, folder, layout, plane, worker, known, waitingId, unknown, backup };
}

test('what a restored database does not know of may go on to its deadline; nothing acts beside it', async () => {
  const { clock, folder, layout, plane, worker, known, waitingId, unknown, backup } = await backedUp();
  const before = await plane.operator('GET', '/v1/requests');
  await plane.controlPlane.close();
  const restored = await restoreBackup({ layout, clock }, backup);
  expect(restored).toMatchObject({ generation: 2, holds: true });
  expect(existsSync(restored.replaced ?? '')).toBe(true);

  const again = await startControlPlane({ folder, clock });
  const after = await again.operator('GET', '/v1/requests');
  const headers = ({ headers }: typeof before) =>
    ['planeguard-database', 'planeguard-generation'].map((name) => headers.get(name));
  expect(headers(after)).toEqual([headers(before)[0], '2']);
  const returned = new WorkerCalls(again);
  await returned.register({ takeover: true });
  const { body } = await returned.heartbeat([known.attemptId, unknown.attemptId]);
  expect(body.attempts).toMatchObject([{ lease: 'renewed' }, { lease: 'gone' }]);

  expect((await returned.claim()).body).toBeNull();
  const { body: waiting } = await again.operator('GET', `/v1/requests/${waitingId}`);
  expect(waiting).toMatchObject({ state: 'queued', attempt: 0 });
  expect(waiting.summary).toContain('restored from a backup');
  const newId = await queued(again);
  expect(await returned.granted()).toMatchObject({ fence: 1, request: { id: newId } });

  await clock.advance(stopAfterMs + marginMs - 2_000);
  expect((await returned.claim({ only: waitingId })).body).toBeNull();
  await clock.advance(4_000);
  const next = await returned.granted({ only: waitingId });
  expect(next.fence).toBeGreaterThan(unknown.fence + 100);
  expect(worker.workerId).toBe(returned.workerId);
});

test('where nothing runs that the backup does not know, its requests are granted at once, above every fence of before', async () => {
  const { clock, folder, layout, plane, worker, known, unknown, waitingId, backup } = await backedUp();
  await worker.end(known, 'exited_without_pr');
  await worker.end(unknown, 'exited_without_pr');
  await plane.controlPlane.close();
  expect(await restoreBackup({ layout, clock }, backup)).toMatchObject({ holds: false });
  const again = await startControlPlane({ folder, clock });
  const returned = new WorkerCalls(again);
  await returned.register({ takeover: true });
  expect(await returned.granted()).toMatchObject({ request: { id: waitingId }, fence: 1_001 });
  expect((await returned.event(unknown, { type: 'ended', ...ending })).status).not.toBe(200);
});

const ending = {
  outcome: 'exited_without_pr',
  summary: 'It ended.',
  proof: 'proved',
  clean: true,
  conversation: null,
} as const;

test('a restore that is repeated raises the generation again, also where the database was lost', async () => {
  const { clock, layout, plane, backup } = await backedUp();
  await plane.controlPlane.close();
  expect(await restoreBackup({ layout, clock }, backup)).toMatchObject({ generation: 2 });
  clock.jump(1);
  expect(await restoreBackup({ layout, clock }, backup)).toMatchObject({ generation: 3 });
  rmSync(layout.database);
  expect(await restoreBackup({ layout, clock }, backup)).toMatchObject({ holds: true, replaced: null });
});

test('no fence and no number of an event is given twice, also when the same backup is restored twice', async () => {
  const { clock, folder, layout, plane, worker, known, waitingId, unknown, backup } = await backedUp();
  await worker.end(known, 'exited_without_pr');
  await worker.end(unknown, 'exited_without_pr');
  await plane.controlPlane.close();
  const granted = [];
  for (const _ of [1, 2]) {
    await restoreBackup({ layout, clock }, backup);
    const again = await startControlPlane({ folder, clock });
    const returned = new WorkerCalls(again);
    await returned.register({ takeover: true });
    const grant = await returned.granted({ only: waitingId });
    await returned.end(grant, 'exited_without_pr');
    await returned.end(known, 'exited_without_pr');
    const { items } = (await again.operator('GET', `/v1/requests/${waitingId}/events`)).body;
    granted.push({ fence: grant.fence, seq: items.at(-1).seq });
    await again.controlPlane.close();
    clock.jump(1);
  }
  expect(granted).toMatchObject([{ fence: 1_001 }, { fence: 2_001 }]);
  expect((granted[1]?.seq ?? 0) - (granted[0]?.seq ?? 0)).toBeGreaterThan(100_000_000);
});

test('a second restore waits as well for what the first one waits for', async () => {
  const { clock, folder, layout, plane, worker, known, backup } = await backedUp();
  await worker.end(known, 'exited_without_pr');
  await plane.controlPlane.close();
  expect(await restoreBackup({ layout, clock }, backup)).toMatchObject({ holds: true });
  const again = await startControlPlane({ folder, clock });
  const returned = new WorkerCalls(again);
  await returned.register({ takeover: true });
  await returned.end(known, 'exited_without_pr');
  await again.controlPlane.close();
  clock.jump(1);
  expect(await restoreBackup({ layout, clock }, backup)).toMatchObject({ holds: true });
});

test('a token that was revoked after the backup stays revoked, and one that was made speaks', async () => {
  const { clock, folder, layout, plane, backup } = await backedUp();
  const made = (await plane.operator('POST', '/v1/tokens', { kind: 'operator' })).body;
  const older = (await plane.operator('GET', '/v1/tokens')).body.items.find(
    (token: { kind: string }) => token.kind === 'worker',
  );
  await plane.operator('DELETE', `/v1/tokens/${older.id}`);
  await plane.controlPlane.close();
  await restoreBackup({ layout, clock }, backup);
  const again = await startControlPlane({ folder, clock });
  const { items } = (await again.operator('GET', '/v1/tokens')).body;
  const revoked = Object.fromEntries(
    items.map((token: { id: string; revokedAt: string | null }) => [token.id, token.revokedAt !== null]),
  );
  expect(revoked).toMatchObject({ [made.id]: false, [older.id]: true });
});

test('events after a restore come after all that were seen before', async () => {
  const { clock, folder, layout, plane, backup } = await backedUp();
  const seen = (await plane.operator('GET', '/v1/requests')).status;
  expect(seen).toBe(200);
  await plane.controlPlane.close();
  await restoreBackup({ layout, clock }, backup);
  const again = await startControlPlane({ folder, clock });
  const id = (await again.operator('POST', '/v1/requests', newRequest, { 'idempotency-key': randomUUID() }))
    .body.id;
  const { body } = await again.operator('GET', `/v1/requests/${id}/events`);
  expect(body.items[0].seq).toBeGreaterThan(1_000_000_000);
});
