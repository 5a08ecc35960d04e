import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { diskUsage } from '../../../src/edge/disk-usage.ts';
import { dropSalvage } from '../../../src/edge/salvage/drop-salvage.ts';
import { salvageAndRestore, salvageOf, saved, workspaceToSalvage } from '../../support/salvaged-workspace.ts';

test('work that is salvaged a second time takes its room once, also with more beside it', async () => {
  const session = await workspaceToSalvage();
  const { path, wanted, cache } = session;
  const model = randomBytes(1_000_000);
  writeFileSync(join(path, 'model.bin'), model);
  await saved(wanted);
  const onceBytes = await diskUsage(cache.directory);
  writeFileSync(join(path, 'more.txt'), 'later');
  const restored = await salvageAndRestore({
    ...session,
    wanted: { ...wanted, nowMs: wanted.nowMs + 60_000 },
  });
  expect((await diskUsage(cache.directory)) - onceBytes).toBeLessThan(100_000);
  expect(readFileSync(join(restored, 'model.bin')).equals(model)).toBe(true);
  expect(readFileSync(join(restored, 'more.txt'), 'utf8')).toBe('later');
});

test('work is salvaged, and let go of, past the locks that killed ones have left', async () => {
  const session = await workspaceToSalvage();
  const { path, wanted, cache } = session;
  const anHourAgo = wanted.nowMs / 1000 - 3_600;
  const leaveLock = (name: string) => {
    const lock = join(cache.directory, `${name}.lock`);
    mkdirSync(dirname(lock), { recursive: true });
    writeFileSync(lock, '');
    utimesSync(lock, anHourAgo, anHourAgo);
  };
  writeFileSync(join(path, 'more.txt'), 'work');
  leaveLock('refs/planeguard/salvage/r1/1');
  await saved(wanted);
  const salvage = await salvageOf(wanted);
  leaveLock('packed-refs');
  expect(await dropSalvage(salvage, cache.env)).toBe(true);
});
