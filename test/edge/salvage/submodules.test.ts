import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { continueFromSalvage } from '../../../src/edge/salvage/continue-from-salvage.ts';
import { createWorkspace } from '../../../src/edge/workspace/create-workspace.ts';
import { takeSubmodules } from '../../../src/edge/workspace/fill-workspace.ts';
import { inspectWorkspace } from '../../../src/edge/workspace/inspect-workspace.ts';
import { bareRemote, commit, git, testEnvironment, writeFiles } from '../../support/git-repository.ts';
import { salvageAndRestore, salvageOf, saved, workspaceToSalvage } from '../../support/salvaged-workspace.ts';

const library = mkdtempSync(join(realpathSync(tmpdir()), 'planeguard-test-'));
const checkedOut = join(library, 'checked-out');
afterAll(() => rmSync(library, { recursive: true, force: true }));

/** A submodule `lib` with a submodule `deep` of its own, checked out as `git submodule update` does; made once. */
beforeAll(() => {
  const deep = bareRemote(join(library, 'deep.git'), { 'd.txt': 'd' });
  const lib = bareRemote(join(library, 'lib.git'), { 'l.txt': 'l' });
  const path = bareRemote(join(library, 'shop.git'));
  git(library, 'clone', '--quiet', path, checkedOut);
  git(checkedOut, ...allowed, 'submodule', '--quiet', 'add', lib, 'lib');
  git(join(checkedOut, 'lib'), ...allowed, 'submodule', '--quiet', 'add', deep, 'deep');
  commit(join(checkedOut, 'lib'), {});
  git(join(checkedOut, 'lib'), 'push', '--quiet', 'origin', 'HEAD:main');
});

const allowed = ['-c', 'protocol.file.allow=always'];

async function withSubmodules() {
  const made = await workspaceToSalvage();
  for (const name of ['lib', '.gitmodules', '.git/modules']) {
    cpSync(join(checkedOut, name), join(made.path, name), { recursive: true });
  }
  const sha = commit(made.path, {});
  const lib = join(made.path, 'lib');
  return { ...made, lib, deep: join(lib, 'deep'), wanted: { ...made.wanted, publishedShas: [sha] } };
}

type Made = Awaited<ReturnType<typeof withSubmodules>>;

async function workIn({ path, cache, wanted }: Made): Promise<number> {
  const { publishedShas } = wanted;
  const seen = await inspectWorkspace({ path, cache, env: testEnvironment(), publishedShas });
  if (seen.kind !== 'known') throw new Error(JSON.stringify(seen));
  return seen.modified + seen.untracked + seen.unpublished;
}

test('submodules without work of their own are no work, and only pointers in a salvage', async () => {
  const made = await withSubmodules();
  expect(await workIn(made)).toBe(0);
  writeFiles(made.path, { 'a.txt': 'changed' });
  const restored = await salvageAndRestore(made);
  expect(git(restored, 'for-each-ref', 'refs/submodules')).toBe('');
  expect(git(restored, 'submodule', 'status')).toMatch(/^-[0-9a-f]{40} lib$/);
});

test.each([
  ['a submodule', ({ lib }: Made) => lib, 'l.txt', 'lib'],
  ['the submodule of a submodule', ({ deep }: Made) => deep, 'd.txt', 'lib/deep'],
  ['the submodule of a submodule, new,', ({ deep }: Made) => deep, 'new.txt', 'lib/deep'],
])('a file of %s is kept', async (_, repository, name, where) => {
  const made = await withSubmodules();
  writeFiles(repository(made), { [name]: 'the work' });
  expect(await workIn(made)).toBe(1);
  const restored = await salvageAndRestore(made);
  expect(git(join(restored, where), 'status', '--porcelain')).toContain(name);
});

/** Commits on a branch that is not checked out. */
function besides(repository: string): string {
  git(repository, 'checkout', '--quiet', '-b', 'besides');
  const sha = commit(repository, { 'n.txt': 'n' });
  git(repository, 'checkout', '--quiet', '--detach', 'HEAD~1');
  return sha;
}

function stash(repository: string): string {
  writeFiles(repository, { 'd.txt': 'stashed' });
  git(repository, 'stash');
  return git(repository, 'rev-parse', 'refs/stash');
}

function detached(repository: string): string {
  git(repository, 'checkout', '--quiet', '--detach');
  return commit(repository, { 'n.txt': 'n' });
}

test.each([
  ['a commit on the detached head of a submodule', ({ lib }: Made) => detached(lib), 'lib'],
  ['a commit on another branch of a submodule', ({ lib }: Made) => besides(lib), 'lib'],
  ['a commit on another branch of the submodule of one', ({ deep }: Made) => besides(deep), 'lib/deep'],
  ['a stash of the submodule of a submodule', ({ deep }: Made) => stash(deep), 'lib/deep'],
])('%s is kept', async (_, work, where) => {
  const made = await withSubmodules();
  const sha = work(made);
  expect(await workIn(made)).toBeGreaterThan(0);
  const restored = await salvageAndRestore(made);
  expect(git(join(restored, where), 'log', '--all', '--format=%H', 'HEAD')).toContain(sha);
});

test.each([
  ['is no longer checked out', ['submodule', '--quiet', 'deinit', '--force', 'lib'], 'lib'],
  ['was removed, in a submodule of its own', ['rm', '--quiet', '--force', 'lib'], 'deep'],
] as const)('commits of a submodule that %s are refs of the restored clone', async (_, command, where) => {
  const made = await withSubmodules();
  const sha = besides(made[where]);
  git(made.path, ...command);
  expect(await workIn(made)).toBeGreaterThan(0);
  const restored = await salvageAndRestore(made);
  const ref = `refs/submodules/${where === 'lib' ? 'lib' : 'lib/submodules/deep'}/heads/besides`;
  expect(git(restored, 'rev-parse', ref)).toBe(sha);
  expect(git(restored, 'fsck', '--no-dangling')).toBe('');
});

test('a worktree of a submodule is kept, also where git ignores it', async () => {
  const made = await withSubmodules();
  const worktree = join(made.path, 'ignored', 'lib');
  const sha = commit(made.path, { '.gitignore': 'ignored/\n' });
  git(made.lib, 'worktree', 'add', '--quiet', '--detach', worktree);
  writeFiles(worktree, { 'n.txt': 'the work' });
  const { path, cache } = made;
  const wanted = { ...made.wanted, publishedShas: [sha] };
  const seen = await inspectWorkspace({ ...wanted, path, cache, env: testEnvironment() });
  expect(seen).toEqual({ kind: 'unknown', message: expect.stringContaining(worktree) });
  const restored = await salvageAndRestore({ ...made, wanted });
  expect(git(join(restored, 'ignored', 'lib'), 'status', '--porcelain')).toBe('?? n.txt');
});

test('a session goes on with the work in one submodule, and has the other as its commits name it', async () => {
  const made = await withSubmodules();
  const other = bareRemote(join(made.folder, 'other.git'), { 'o.txt': 'o' });
  git(made.path, ...allowed, 'submodule', '--quiet', 'add', other, 'other');
  const sha = commit(made.lib, { 'n.txt': 'the work' });
  commit(made.path, {});
  await saved(made.wanted);
  const { cache, startSha } = made;
  const path = join(made.folder, 'workspaces', 'r1-2');
  const owner = { installation: 'w1', sessionId: 'r1-2' };
  const along = { submodules: false, lfs: true };
  await createWorkspace({ path, owner, cache, defaultBranch: 'main', branch: 'next', startSha, along });
  const salvage = await salvageOf(made.wanted);
  expect(await continueFromSalvage({ salvage, cache, workspace: path, branch: 'next' })).toBeNull();
  const rest = { workspace: path, cache, along: { submodules: true, lfs: true } };
  expect(await takeSubmodules(rest, ['lib'])).toEqual({ kind: 'filled' });
  expect(git(join(path, 'lib'), 'rev-parse', 'HEAD')).toBe(sha);
  expect(readFileSync(join(path, 'other/o.txt'), 'utf8')).toBe('o');
  expect(git(path, 'status', '--porcelain')).toBe('');
});
