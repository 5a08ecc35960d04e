import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { takeSalvage } from '../../../src/edge/salvage/take-salvage.ts';
import { checkout, commit, git, writeFiles } from '../../support/git-repository.ts';
import { salvageAndRestore, saved, workspaceToSalvage } from '../../support/salvaged-workspace.ts';
import { workingState } from '../../support/working-state.ts';

test('a repository within, with all its work, comes back', async () => {
  const made = await workspaceToSalvage();
  const inner = checkout(join(made.path, 'tools/inner'));
  commit(inner, { 'b.txt': 'b' });
  writeFiles(inner, { 'a.txt': 'stashed' });
  git(inner, 'stash');
  writeFiles(inner, { 'a.txt': 'changed', 'u.txt': 'untracked' });
  const unborn = join(made.path, 'unborn');
  mkdirSync(unborn);
  git(unborn, 'init', '--quiet');
  writeFiles(unborn, { 'first.txt': 'f' });
  const before = [made.path, inner, unborn].map(workingState);
  const receipt = await saved(made.wanted);
  expect(receipt).toMatchObject({ nested: ['tools/inner', 'unborn'], commits: 2, stashes: 1, files: 3 });
  const restored = await salvageAndRestore(made);
  expect([restored, join(restored, 'tools/inner'), join(restored, 'unborn')].map(workingState)).toEqual(
    before,
  );
  expect(git(join(restored, 'tools/inner'), 'fsck', '--no-dangling')).toBe('');
});

test("a submodule's own commits and files come back; one without any is only a pointer", async () => {
  const made = await workspaceToSalvage();
  const library = checkout(join(made.folder, 'library'));
  for (const name of ['lib', 'plain']) {
    git(made.path, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', library, name);
  }
  git(made.path, 'commit', '--quiet', '-m', 'Submodules');
  const lib = join(made.path, 'lib');
  const head = commit(lib, { 'mine.txt': 'm' });
  writeFiles(lib, { 'a.txt': 'changed' });
  const before = workingState(lib);
  const index = git(made.path, 'ls-files', '--stage');
  expect(await saved(made.wanted)).toMatchObject({ nested: ['lib'] });
  const restored = await salvageAndRestore(made);
  expect(workingState(join(restored, 'lib')).files).toEqual(before.files);
  expect(git(join(restored, 'lib'), 'rev-parse', 'HEAD')).toBe(head);
  expect(git(restored, 'ls-files', '--stage')).toBe(index);
});

test('a linked worktree within comes back, also where git ignores it; one elsewhere keeps the workspace', async () => {
  const made = await workspaceToSalvage({ 'a.txt': 'a', '.gitignore': '.trees/\n' });
  git(made.path, 'worktree', 'add', '--quiet', '.trees/one', '-b', 'one');
  const tree = join(made.path, '.trees/one');
  commit(tree, { 'b.txt': 'b' });
  writeFiles(tree, { 'u.txt': 'untracked' });
  const before = workingStateOfWorktree(tree);
  const restored = await salvageAndRestore(made);
  expect(workingStateOfWorktree(join(restored, '.trees/one'))).toEqual(before);
  git(made.path, 'worktree', 'add', '--quiet', join(made.folder, 'elsewhere'), '-b', 'two');
  expect(await takeSalvage(made.wanted)).toMatchObject({ kind: 'impossible', why: 'failed' });
});

const workingStateOfWorktree = (path: string) => ({
  status: git(path, 'status', '--porcelain', '--branch'),
  head: git(path, 'rev-parse', 'HEAD'),
});

test('a shallow clone within keeps the workspace, and it is told what helps', async () => {
  const made = await workspaceToSalvage();
  commit(checkout(join(made.folder, 'library'), { 'l.txt': 'l' }), { 'b.txt': 'b' });
  git(made.path, 'clone', '--quiet', '--depth=1', `file://${made.folder}/library`, 'lib');
  const taken = await takeSalvage(made.wanted);
  expect(taken).toMatchObject({ kind: 'impossible', message: expect.stringMatching(/lib in it is shallow/) });
  git(join(made.path, 'lib'), 'fetch', '--quiet', '--unshallow');
  expect(await saved(made.wanted)).toMatchObject({ nested: ['lib'] });
});
