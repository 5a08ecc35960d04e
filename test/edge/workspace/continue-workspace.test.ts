import { renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { continueWorkspace } from '../../../src/edge/workspace/continue-workspace.ts';
import { readOwner } from '../../../src/edge/workspace/owner-file.ts';
import { bareRemote, commit, git, testEnvironment, writeFiles } from '../../support/git-repository.ts';
import { sessionWorkspace } from '../../support/session-workspace.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

async function kept() {
  const folder = temporaryFolder();
  const session = await sessionWorkspace(folder, bareRemote(join(folder, 'shop.git')));
  const wanted = {
    from: session.path,
    fromSessionId: 'r1-1',
    to: join(dirname(session.path), 'r1-2'),
    owner: { installation: 'w1', sessionId: 'r1-2' },
    branch: 'planeguard/work-r1-2',
    env: testEnvironment(),
  };
  return { session, wanted };
}

test('commits, staged, uncommitted and stashed work go over to the next session', async () => {
  const { session, wanted } = await kept();
  const sha = commit(session.path, { 'b.txt': 'b' });
  writeFiles(session.path, { 'a.txt': 'stashed' });
  git(session.path, 'stash');
  writeFiles(session.path, { 'a.txt': 'changed', 'new.txt': 'n', 'staged.txt': 's' });
  git(session.path, 'add', 'staged.txt');
  const before = git(session.path, 'status', '--porcelain');
  expect(await continueWorkspace(wanted)).toEqual({ kind: 'continued' });
  expect(git(wanted.to, 'status', '--porcelain')).toBe(before);
  expect(git(wanted.to, 'rev-parse', 'HEAD')).toBe(sha);
  expect(git(wanted.to, 'branch', '--show-current')).toBe('planeguard/work-r1-2');
  expect(git(wanted.to, 'stash', 'list')).toContain('stash@{0}');
  expect(readOwner(wanted.to)).toEqual(wanted.owner);
});

test('it may be repeated after a crash at any point', async () => {
  const { wanted } = await kept();
  renameSync(wanted.from, wanted.to);
  expect(await continueWorkspace(wanted)).toEqual({ kind: 'continued' });
  expect(await continueWorkspace(wanted)).toEqual({ kind: 'found' });
});

test('a branch that a crash left behind is no obstacle', async () => {
  const { wanted } = await kept();
  git(wanted.from, 'branch', wanted.branch);
  expect(await continueWorkspace(wanted)).toEqual({ kind: 'continued' });
});

test('a merge under way goes on', async () => {
  const { session, wanted } = await kept();
  git(session.path, 'checkout', '--quiet', '-b', 'side');
  commit(session.path, { 'a.txt': 'theirs' });
  git(session.path, 'checkout', '--quiet', session.branch);
  commit(session.path, { 'a.txt': 'ours' });
  expect(() => git(session.path, 'merge', 'side')).toThrow();
  await continueWorkspace(wanted);
  writeFiles(wanted.to, { 'a.txt': 'both' });
  git(wanted.to, 'commit', '--quiet', '--all', '--no-edit');
  expect(git(wanted.to, 'log', '-1', '--format=%P').split(' ')).toHaveLength(2);
});

test('a rebase under way keeps its detached head', async () => {
  const { session, wanted } = await kept();
  git(session.path, 'checkout', '--quiet', '-b', 'side');
  commit(session.path, { 'a.txt': 'theirs' });
  git(session.path, 'checkout', '--quiet', session.branch);
  commit(session.path, { 'a.txt': 'ours' });
  expect(() => git(session.path, 'rebase', 'side')).toThrow();
  await continueWorkspace(wanted);
  expect(git(wanted.to, 'status')).toContain('rebase in progress');
});

test('what is gone, foreign or a symlink is refused and left as it is', async () => {
  const { wanted } = await kept();
  const foreign = { ...wanted, owner: { installation: 'w2', sessionId: 'r1-2' } };
  expect(await continueWorkspace(foreign)).toMatchObject({ kind: 'refused' });
  writeFileSync(wanted.to, '');
  expect(await continueWorkspace(wanted)).toMatchObject({ kind: 'refused' });
  rmSync(wanted.to);
  renameSync(wanted.from, `${wanted.from}-real`);
  expect(await continueWorkspace(wanted)).toMatchObject({ kind: 'refused' });
  symlinkSync(`${wanted.from}-real`, wanted.from);
  expect(await continueWorkspace(wanted)).toMatchObject({ kind: 'refused' });
});
