import { chmodSync, existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { takeSalvage } from '../../../src/edge/salvage/take-salvage.ts';
import { commit, git, writeFiles } from '../../support/git-repository.ts';
import { salvageAndRestore, saved, workspaceToSalvage } from '../../support/salvaged-workspace.ts';
import { workingState } from '../../support/working-state.ts';

test('what is modified, staged, deleted, untracked, executable or a link comes back as it was', async () => {
  const made = await workspaceToSalvage({
    'a.txt': 'a',
    'b.txt': 'b',
    'c.txt': 'c',
    '.gitignore': 'build/\n',
  });
  const { path } = made;
  writeFiles(path, {
    'a.txt': 'changed',
    'new/one': '1',
    'new/two\n2': '2',
    'staged.txt': 's',
    'run.sh': 'x',
  });
  git(path, 'add', 'staged.txt');
  writeFiles(path, { 'staged.txt': 'and changed again', 'build/out': 'ignored' });
  chmodSync(join(path, 'run.sh'), 0o755);
  symlinkSync('nowhere', join(path, 'link'));
  rmSync(join(path, 'b.txt'));
  git(path, 'rm', '--quiet', 'c.txt');
  const before = workingState(path);
  const restored = await salvageAndRestore(made);
  expect(workingState(path)).toEqual(before);
  const { 'build/out': _, ...files } = before.files;
  expect(workingState(restored)).toEqual({ ...before, files });
  expect(git(restored, 'fsck', '--no-dangling')).toBe('');
  expect(existsSync(made.wanted.scratch)).toBe(false);
});

test('what only info/exclude of the workspace hides comes back', async () => {
  const made = await workspaceToSalvage();
  writeFiles(made.path, { '.git/info/exclude': '*\n', notes: 'n' });
  expect(readFileSync(join(await salvageAndRestore(made), 'notes'), 'utf8')).toBe('n');
});

test('files in the place of a submodule that lost its repository are not given up', async () => {
  const made = await workspaceToSalvage();
  git(made.path, 'init', '--quiet', 's');
  commit(join(made.path, 's'), { 'a.txt': 'a' });
  commit(made.path, {});
  rmSync(join(made.path, 's/.git'), { recursive: true });
  writeFiles(made.path, { 's/a.txt': 'changed' });
  expect(await takeSalvage(made.wanted)).toMatchObject({ kind: 'impossible', why: 'failed' });
});

test('names that are no UTF-8 come back', async () => {
  const made = await workspaceToSalvage();
  const odd = Buffer.concat([Buffer.from(`${made.path}/`), Buffer.from([0x66, 0xff, 0xfe, 0x0a])]);
  writeFileSync(odd, 'odd');
  const before = workingState(made.path);
  expect(workingState(await salvageAndRestore(made))).toEqual(before);
});

test('commits of every branch, a detached head, tags and stashes come back', async () => {
  const made = await workspaceToSalvage();
  const { path } = made;
  commit(path, { 'b.txt': 'b' });
  git(path, 'tag', '-a', 'v1', '-m', 'one');
  git(path, 'checkout', '--quiet', '-b', 'side');
  commit(path, { 'side.txt': 's' });
  writeFiles(path, { 'a.txt': 'stashed', 'u.txt': 'untracked' });
  git(path, 'stash', 'push', '--include-untracked', '-m', 'first');
  writeFiles(path, { 'a.txt': 'stashed too' });
  git(path, 'stash');
  git(path, 'checkout', '--quiet', '--detach');
  commit(path, { 'd.txt': 'd' });
  const before = workingState(path);
  const receipt = await saved(made.wanted);
  expect(receipt).toMatchObject({ commits: 3, stashes: 2, files: 0 });
  const restored = await salvageAndRestore(made);
  expect(workingState(restored)).toEqual(before);
  expect(git(restored, 'cat-file', '-t', 'v1')).toBe('tag');
  expect(git(restored, 'fsck', '--no-dangling')).toBe('');
});

test('a merge with conflicts can be finished after the restore', async () => {
  const made = await workspaceToSalvage();
  const { path } = made;
  git(path, 'checkout', '--quiet', '-b', 'side');
  commit(path, { 'a.txt': 'theirs' });
  git(path, 'checkout', '--quiet', made.branch);
  commit(path, { 'a.txt': 'ours' });
  expect(() => git(path, 'merge', 'side')).toThrow();
  const before = workingState(path);
  const restored = await salvageAndRestore(made);
  expect(workingState(restored)).toEqual(before);
  writeFiles(restored, { 'a.txt': 'both' });
  git(restored, 'commit', '--quiet', '--all', '--no-edit');
  expect(git(restored, 'log', '-1', '--format=%P').split(' ')).toHaveLength(2);
});

test('a rebase with conflicts can be finished after the restore', async () => {
  const made = await workspaceToSalvage();
  const { path } = made;
  git(path, 'checkout', '--quiet', '-b', 'side');
  commit(path, { 'a.txt': 'theirs' });
  git(path, 'checkout', '--quiet', made.branch);
  commit(path, { 'a.txt': 'ours' });
  commit(path, { 'later.txt': 'later' });
  expect(() => git(path, 'rebase', 'side')).toThrow();
  const before = workingState(path);
  const restored = await salvageAndRestore(made);
  expect(workingState(restored)).toEqual(before);
  writeFiles(restored, { 'a.txt': 'both' });
  git(restored, 'add', 'a.txt');
  git(restored, '-c', 'core.editor=true', 'rebase', '--continue');
  expect(git(restored, 'log', '--format=%s').split('\n')).toHaveLength(4);
});

test('ignored files that look like work are named, and kept when that is wanted', async () => {
  const made = await workspaceToSalvage({ 'a.txt': 'a', '.gitignore': '.env*\n*.db\nbuild/\n' });
  const { path } = made;
  writeFiles(path, { '.env.local': 'KEY=1', 'data/app.db': 'rows', 'build/x.db': 'built', 'u.txt': 'u' });
  expect(await saved(made.wanted)).toMatchObject({ ignored: ['.env.local', 'data/app.db'], files: 1 });
  const restored = await salvageAndRestore({ ...made, wanted: { ...made.wanted, ignored: 'keep' } });
  const { 'build/x.db': _, ...files } = workingState(path).files;
  expect(workingState(restored)).toEqual({ ...workingState(path), files });
});
