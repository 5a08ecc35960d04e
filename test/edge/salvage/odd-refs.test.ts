import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { takeSalvage } from '../../../src/edge/salvage/take-salvage.ts';
import { commit, git, writeFiles } from '../../support/git-repository.ts';
import { salvageAndRestore, workspaceToSalvage } from '../../support/salvaged-workspace.ts';
import { workingState } from '../../support/working-state.ts';

test('a branch that cannot be read keeps the workspace', async () => {
  const made = await workspaceToSalvage();
  git(made.path, 'branch', 'side', commit(made.path, { 'b.txt': 'b' }));
  writeFileSync(join(made.path, '.git/refs/heads/side'), '');
  const taken = await takeSalvage(made.wanted);
  expect(taken).toMatchObject({ kind: 'impossible', message: expect.stringContaining('refs/heads/side') });
});

test('tags of tags, of trees and of files come back', async () => {
  const made = await workspaceToSalvage();
  const { path } = made;
  commit(path, { 'b.txt': 'b' });
  git(path, 'tag', '-m', 'inner', 'inner');
  for (const [name, target] of [
    ['outer', 'inner'],
    ['outermost', 'outer'],
    ['of-tree', 'HEAD^{tree}'],
    ['of-file', 'HEAD:b.txt'],
  ] as const) {
    git(path, 'tag', '-m', name, name, target);
  }
  git(path, 'tag', '--delete', 'inner');
  const before = workingState(path);
  const restored = await salvageAndRestore(made);
  expect(workingState(restored)).toEqual(before);
  expect(git(restored, 'fsck', '--no-dangling')).toBe('');
});

test('changes that a merge has put aside come back', async () => {
  const made = await workspaceToSalvage({ 'a.txt': 'a\n', 'b.txt': 'b\n' });
  const { path, branch } = made;
  git(path, 'switch', '--quiet', '--create', 'other');
  commit(path, { 'b.txt': 'theirs\n' });
  git(path, 'switch', '--quiet', branch);
  commit(path, { 'b.txt': 'ours\n' });
  writeFiles(path, { 'a.txt': 'not committed\n' });
  expect(() => git(path, 'merge', '--autostash', 'other')).toThrow();
  const restored = await salvageAndRestore(made);
  git(restored, 'merge', '--abort');
  expect(readFileSync(join(restored, 'a.txt'), 'utf8')).toBe('not committed\n');
});

test.each(['.git/index', '.git/commondir', '.git/logs/refs/stash'])(
  'a FIFO in the place of %s keeps the workspace, and nobody waits for it',
  async (name) => {
    const made = await workspaceToSalvage();
    writeFiles(made.path, { 'a.txt': 'stashed' });
    git(made.path, 'stash');
    rmSync(join(made.path, name), { force: true });
    execFileSync('mkfifo', [join(made.path, name)]);
    const taken = await takeSalvage(made.wanted);
    expect(taken).toMatchObject({
      kind: 'impossible',
      why: 'failed',
      message: expect.stringContaining(name),
    });
  },
);

test('a git directory elsewhere, behind a link, keeps the workspace', async () => {
  const made = await workspaceToSalvage();
  execFileSync('sh', ['-c', 'mv .git ../elsewhere; ln -s ../elsewhere .git'], { cwd: made.path });
  expect(await takeSalvage(made.wanted)).toMatchObject({ kind: 'impossible', why: 'failed' });
});

test('a folder that is too deep for git keeps the workspace', async () => {
  const made = await workspaceToSalvage();
  const deeper = `mkdir ${'d'.repeat(200)}; cd ${'d'.repeat(200)};`;
  execFileSync('sh', ['-c', `${deeper.repeat(25)} echo x > x`], { cwd: made.path });
  expect(await takeSalvage(made.wanted)).toMatchObject({ kind: 'impossible', why: 'failed' });
});
