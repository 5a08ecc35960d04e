import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { diskUsage } from '../../../src/edge/disk-usage.ts';
import { salvageAndRestore, saved, workspaceToSalvage } from '../../support/salvaged-workspace.ts';

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
