import { execFileSync } from 'node:child_process';
import { chmodSync, lstatSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { restoreSalvage } from '../../../src/edge/salvage/restore-salvage.ts';
import { takeSalvage } from '../../../src/edge/salvage/take-salvage.ts';
import { writeFiles } from '../../support/git-repository.ts';
import { salvageOf, workspaceToSalvage } from '../../support/salvaged-workspace.ts';
import { workingState } from '../../support/working-state.ts';

/** An account without any rights; root may read everything. */
const nobody = 65_534;

/** Does something as a user who needs permission to read. */
async function asNobody<T>(folder: string, work: () => Promise<T>): Promise<T> {
  if (process.getuid?.() !== 0) return work();
  execFileSync('chown', ['-R', `${nobody}`, folder]);
  process.seteuid?.(nobody);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
    execFileSync('chown', ['-R', '0', folder]);
  }
}

const closed: [name: string, mode: number][] = [
  ['a.txt', 0o644],
  ['secret.txt', 0o644],
  ['closed', 0o755],
  ['dir', 0o755],
];

test('files and folders that nobody may read are salvaged, and keep their modes', async () => {
  vi.stubEnv('GIT_CONFIG_GLOBAL', '/dev/null');
  const made = await workspaceToSalvage({ 'a.txt': 'a', 'dir/tracked.txt': 't' });
  writeFiles(made.path, {
    'secret.txt': 's',
    'closed/inner.txt': 'i',
    'dir/new.txt': 'n',
    'a.txt': 'changed',
  });
  const before = workingState(made.path);
  for (const [name] of closed) chmodSync(join(made.path, name), 0);
  const taken = await asNobody(made.folder, () => takeSalvage(made.wanted));
  expect(taken).toMatchObject({ kind: 'saved', receipt: { files: 4 } });
  const to = join(made.folder, 'restored');
  const salvage = await salvageOf(made.wanted);
  expect(await restoreSalvage({ salvage, cache: made.cache, to })).toEqual({ kind: 'restored' });
  for (const root of [made.path, to]) {
    expect(closed.map(([name]) => lstatSync(join(root, name)).mode & 0o777)).toEqual([0, 0, 0, 0]);
    for (const [name, mode] of closed) chmodSync(join(root, name), mode);
    expect(workingState(root)).toEqual(before);
  }
});
