import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findSalvage } from '../../../src/edge/salvage/list-salvage.ts';
import { git, writeFiles } from '../../support/git-repository.ts';
import { salvageAndRestore, workspaceToSalvage } from '../../support/salvaged-workspace.ts';
import { until } from '../../support/until.ts';
import { workingState } from '../../support/working-state.ts';

const program = join(import.meta.dirname, '../../fixtures/take-salvage.ts');

test('a kill at any moment of it leaves the workspace, and a whole salvage or none; the next one is whole', async () => {
  const made = await workspaceToSalvage({ 'a.txt': 'a' });
  writeFiles(
    made.path,
    Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`new/${index}`, `${index}`])),
  );
  const before = workingState(made.path);
  const parts = ['', 'objects', 'repository-0', 'repository-0/index', 'objects/pack', 'repository-1'];
  for (const part of parts) {
    await killWhen(made.wanted, () => existsSync(join(made.wanted.scratch, part)));
    expect(workingState(made.path)).toEqual(before);
    const found = await findSalvage(made.cache, made.wanted.about);
    if (found !== null) execFileSync('git', ['-C', made.cache.directory, 'rev-list', '--objects', found.sha]);
    expect(git(made.cache.directory, 'fsck', '--no-dangling')).toBe('');
  }
  expect(workingState(await salvageAndRestore(made))).toEqual(before);
  expect(existsSync(made.wanted.scratch)).toBe(false);
  expect(readdirSync(join(made.cache.directory, 'refs/planeguard/salvage/r1'))).toEqual(['1']);
});

/** The whole process group: git as well. */
async function killWhen(wanted: object, isThere: () => boolean): Promise<void> {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', program, JSON.stringify(wanted)],
    {
      detached: true,
      stdio: 'ignore',
    },
  );
  const ended = once(child, 'exit');
  await until('it has come that far', () => isThere() || child.exitCode !== null);
  if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  await ended;
}
