import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { takeSalvage } from '../../../src/edge/salvage/take-salvage.ts';
import { checkout, commit, git, writeFiles } from '../../support/git-repository.ts';
import { salvageAndRestore, workspaceToSalvage } from '../../support/salvaged-workspace.ts';

/** Both as git-lfs writes them. */
function largeFile(content: string) {
  const id = createHash('sha256').update(content).digest('hex');
  const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${id}\nsize ${content.length}\n`;
  return { pointer, path: `.git/lfs/objects/${id.slice(0, 2)}/${id.slice(2, 4)}/${id}`, content };
}

test('what an unpublished pointer of Git LFS stands for comes back; what the remote has stays there', async () => {
  const [mine, stored, staged] = ['mine', 'stored', 'staged'].map((name) => largeFile(name.repeat(1000)));
  if (!mine || !stored || !staged) throw new Error('three were made');
  const made = await workspaceToSalvage({ 'stored.bin': stored.pointer });
  for (const { path, content } of [mine, stored, staged]) writeFiles(made.path, { [path]: content });
  commit(made.path, { 'mine.bin': mine.pointer });
  writeFiles(made.path, { 'staged.bin': staged.pointer });
  const restored = await salvageAndRestore(made);
  expect(readFileSync(join(restored, mine.path), 'utf8')).toBe(mine.content);
  expect(readFileSync(join(restored, staged.path), 'utf8')).toBe(staged.content);
  expect(existsSync(join(restored, stored.path))).toBe(false);
  expect(readFileSync(join(restored, 'mine.bin'), 'utf8')).toBe(mine.pointer);
  expect(await takeSalvage({ ...made.wanted, maxBytes: 8_000 })).toMatchObject({ why: 'too_large' });
});

test('so it does of a submodule that is no longer checked out', async () => {
  const { pointer, path, content } = largeFile('mine'.repeat(1000));
  const made = await workspaceToSalvage();
  const module = join(made.path, '.git', 'modules', 'lib');
  checkout(module, { 'mine.bin': pointer });
  writeFiles(module, { [path]: content });
  renameSync(join(module, '.git'), join(made.path, '.git', 'lib'));
  rmSync(module, { recursive: true });
  renameSync(join(made.path, '.git', 'lib'), module);
  const restored = await salvageAndRestore(made);
  expect(git(restored, 'show', 'refs/submodules/lib/heads/main:mine.bin')).toBe(pointer.trim());
  expect(readFileSync(join(restored, path), 'utf8')).toBe(content);
});
