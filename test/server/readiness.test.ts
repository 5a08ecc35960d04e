import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { statusSchema } from '../../src/protocol/status.ts';
import { startControlPlane, type TestControlPlane } from '../support/control-plane.ts';
import { canMount, SmallDisk } from '../support/small-disk.ts';
import { TestClock } from '../support/test-clock.ts';
import { until } from '../support/until.ts';

/** A timer that is lost, as by a broken event loop: whoever sleeps from now on never wakes. */
class LosingClock extends TestClock {
  loses = false;

  override sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (!this.loses) return super.sleep(ms, signal);
    return new Promise((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true }));
  }
}

test('a control plane is not ready once a loop of it does not move, says which, and is degraded in status', async () => {
  const clock = new LosingClock();
  const { operator } = await startControlPlane({ clock });
  await clock.advance(5_000);
  expect(await operator('GET', '/readyz')).toMatchObject({ status: 200, body: { status: 'ready' } });
  clock.loses = true;
  await clock.advance(2_000);
  const stoppedAt = new Date(clock.nowMs()).toISOString();
  clock.jump(40_000);
  const { status, body } = await operator('GET', '/readyz');
  expect({ status, said: body.status }).toEqual({ status: 503, said: 'stuck' });
  const still = body.loops.filter((loop: { standsStill: boolean }) => loop.standsStill);
  expect(still.map((loop: { name: string }) => loop.name)).toContain('expire-leases');
  const { controlPlane } = statusSchema.parse((await operator('GET', '/v1/status')).body);
  expect(controlPlane).toMatchObject({
    health: 'degraded',
    reason: expect.stringMatching(/^Its loop .* stands still/),
  });
  expect(controlPlane.since <= stoppedAt).toBe(true);
});

test('while its database cannot be written it is degraded since then, with what to do, and well again by itself', async () => {
  const clock = new TestClock();
  const { operator, folder } = await startControlPlane({ clock });
  const other = new Sqlite(join(folder, 'planeguard.db'));
  onTestFinished(() => void other.close());
  other.exec('begin immediate');
  clock.jump(10_000);
  const since = new Date(clock.nowMs()).toISOString();
  const told = await until('it says so', async () => {
    const { controlPlane } = statusSchema.parse((await operator('GET', '/v1/status')).body);
    return controlPlane.health === 'degraded' && controlPlane;
  });
  expect(told).toMatchObject({
    since,
    reason: expect.stringMatching(/cannot write its database \(SQLITE_BUSY/),
  });
  expect(await operator('GET', '/readyz')).toMatchObject({ status: 503, body: { status: 'unwritable' } });
  other.exec('rollback');
  await until('it is well', async () => {
    clock.jump(2_000);
    return (await operator('GET', '/readyz')).status === 200;
  });
  const { controlPlane } = statusSchema.parse((await operator('GET', '/v1/status')).body);
  expect(controlPlane).toMatchObject({ health: 'healthy', reason: null });
});

const conditionOf = async ({ operator }: TestControlPlane) =>
  statusSchema.parse((await operator('GET', '/v1/status')).body).controlPlane;

/** Nothing lies beside the file any more that its own writes could use. */
function checkpointed(database: string): void {
  const other = new Sqlite(database);
  onTestFinished(() => void other.close());
  other.pragma('wal_checkpoint(TRUNCATE)');
}

test.skipIf(!canMount)(
  'on a full disk it is degraded and says so, and is well when there is room again',
  async () => {
    const disk = new SmallDisk(8);
    mkdirSync(disk.place.stateDir);
    const clock = new TestClock();
    const controlPlane = await startControlPlane({ clock, folder: disk.place.stateDir });
    checkpointed(disk.place.layout.database);
    disk.fill();
    const told = await until('it says so', async () => {
      clock.jump(2_000);
      const condition = await conditionOf(controlPlane);
      return condition.health === 'degraded' && condition;
    });
    expect(told.reason).toMatch(/cannot write its database \(SQLITE_FULL.*planeguard reclaim/);
    disk.free();
    await until('it is well', async () => {
      clock.jump(2_000);
      return (await conditionOf(controlPlane)).health === 'healthy';
    });
  },
);

test('a database that is damaged under it makes it unready, and it says what to do', async () => {
  const clock = new TestClock();
  const controlPlane = await startControlPlane({ clock });
  const path = join(controlPlane.folder, 'planeguard.db');
  checkpointed(path);
  writeFileSync(path, readFileSync(path).fill(0x5a, 0, 4_096));
  const { status, body } = await until('it says so', async () => {
    clock.jump(2_000);
    const answer = await controlPlane.operator('GET', '/readyz');
    return answer.status === 503 && answer;
  });
  expect({ status, said: body.status }).toEqual({ status: 503, said: 'unwritable' });
  const asked = await controlPlane.operator('GET', '/v1/status');
  expect([asked.status, asked.body.detail]).toEqual([503, expect.stringMatching(/damaged .*put a backup/)]);
});
