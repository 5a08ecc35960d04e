import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inspectWorkspace } from '../../../src/edge/workspace/inspect-workspace.ts';
import { bareRemote, commit, git, testEnvironment, writeFiles } from '../../support/git-repository.ts';
import { type SessionWorkspace, sessionWorkspace } from '../../support/session-workspace.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const session = (files?: Record<string, string>) => {
  const folder = temporaryFolder();
  return sessionWorkspace(folder, bareRemote(join(folder, 'shop.git'), files));
};

const inspect = ({ path, cache }: SessionWorkspace) =>
  inspectWorkspace({ path, cache, env: testEnvironment() });

test('a folder that is too deep for git is unknown: files in it would be overlooked', async () => {
  const made = await session();
  const deeper = `mkdir ${'d'.repeat(200)}; cd ${'d'.repeat(200)};`;
  execFileSync('sh', ['-c', `${deeper.repeat(25)} echo x > x`], { cwd: made.path });
  expect(await inspect(made)).toMatchObject({ kind: 'unknown', message: expect.stringContaining('ddd') });
});

test('a repository that was begun in a folder of tracked files is work', async () => {
  const made = await session({ 'dir/c.txt': 'c' });
  git(join(made.path, 'dir'), 'init', '--quiet');
  expect(await inspect(made)).toMatchObject({ kind: 'known', modified: 0, untracked: 1 });
});

test.each([
  ['another branch', 'refs/heads/side', ''],
  ['the current branch', 'refs/heads/planeguard/work-r1-1', ''],
  ['a branch, which names nothing that is there,', 'refs/heads/side', `${'1'.repeat(40)}\n`],
])('%s that cannot be read makes a workspace unknown', async (_, ref, content) => {
  const made = await session();
  git(made.path, 'branch', 'side', commit(made.path, { 'b.txt': 'b' }));
  writeFileSync(join(made.path, '.git', ref), content);
  expect(await inspect(made)).toMatchObject({ kind: 'unknown', message: expect.stringContaining(ref) });
});

test('what the workspace says of the parents of commits hides no commit', async () => {
  const made = await session();
  const sha = commit(made.path, { 'b.txt': 'b' });
  mkdirSync(join(made.path, '.git/info'), { recursive: true });
  writeFiles(made.path, { '.git/info/grafts': `${made.startSha} ${sha}\n` });
  expect(await inspect(made)).toMatchObject({ kind: 'known', unpublished: 1 });
  rmSync(join(made.path, '.git/info/grafts'));
  expect(await inspect(made)).toMatchObject({ kind: 'known', unpublished: 1 });
});
