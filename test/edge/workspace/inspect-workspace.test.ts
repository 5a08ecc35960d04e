import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fetchCache } from '../../../src/edge/git/fetch-cache.ts';
import { publish } from '../../../src/edge/git/publish.ts';
import { inspectWorkspace } from '../../../src/edge/workspace/inspect-workspace.ts';
import { bareRemote, commit, git, testEnvironment, writeFiles } from '../../support/git-repository.ts';
import { inspect, session } from '../../support/inspected-session.ts';

test('a new workspace is clean', async () => {
  const made = await session();
  expect(await inspect(made)).toEqual({
    kind: 'known',
    headSha: made.startSha,
    branch: made.branch,
    modified: 0,
    untracked: 0,
    unpublished: 0,
    underWay: 'none',
  });
});

test('it counts what is modified, staged, deleted and untracked, file by file, but not what is ignored', async () => {
  const made = await session({ 'a.txt': 'a', 'b.txt': 'b', 'c.txt': 'c', '.gitignore': 'build/\n' });
  writeFiles(made.path, {
    'a.txt': 'changed',
    'new/one': '1',
    'new/two\n2': '2',
    'build/out': 'x',
    'staged.txt': 's',
  });
  rmSync(join(made.path, 'b.txt'));
  git(made.path, 'add', 'staged.txt');
  expect(await inspect(made)).toMatchObject({ kind: 'known', modified: 3, untracked: 2 });
});

test.each([
  ['info/exclude', (path: string) => writeFiles(path, { '.git/info/exclude': '*\n' })],
  [
    'a core.excludesFile of its own',
    (path: string) => {
      writeFiles(path, { '.git/mine': '*\n' });
      git(path, 'config', 'core.excludesFile', join(path, '.git/mine'));
    },
  ],
])('what the agent hides by %s counts', async (_, hide) => {
  const made = await session({ 'a.txt': 'a', '.gitignore': 'build/\n' });
  writeFiles(made.path, { notes: 'n', 'build/out': 'x' });
  hide(made.path);
  expect(await inspect(made)).toMatchObject({ kind: 'known', untracked: 1 });
});

test.each(['ignore', 'core.excludesFile'])(
  'what the person never commits, by their own %s, does not count',
  async (how) => {
    const made = await session();
    const home = join(made.folder, 'home');
    writeFiles(home, { [how === 'ignore' ? '.config/git/ignore' : 'mine']: '.DS_Store\n' });
    if (how !== 'ignore') writeFiles(home, { '.gitconfig': '[core]\n\texcludesFile = ~/mine\n' });
    writeFiles(made.path, { '.DS_Store': 'x', notes: 'n' });
    const { XDG_CONFIG_HOME: _, GIT_CONFIG_GLOBAL: __, ...others } = testEnvironment();
    const { path, cache } = made;
    const seen = await inspectWorkspace({ path, cache, env: { ...others, HOME: home } });
    expect(seen).toMatchObject({ kind: 'known', untracked: 1 });
  },
);

test.each(['--assume-unchanged', '--skip-worktree'])(
  'a file that is hidden from status by %s counts',
  async (flag) => {
    const made = await session();
    git(made.path, 'update-index', flag, 'a.txt');
    writeFiles(made.path, { 'a.txt': 'changed' });
    expect(await inspect(made)).toMatchObject({ modified: 1 });
  },
);

test('what a sparse checkout leaves out does not count', async () => {
  const made = await session({ 'in/a.txt': 'a', 'out/b.txt': 'b' });
  git(made.path, 'sparse-checkout', 'set', 'in');
  expect(await inspect(made)).toMatchObject({ kind: 'known', modified: 0 });
});

test('commits count until they are published', async () => {
  const made = await session();
  const sha = commit(made.path, { 'b.txt': 'b' });
  expect(await inspect(made)).toMatchObject({ unpublished: 1, headSha: sha });
  expect(await inspect(made, [sha])).toMatchObject({ unpublished: 0 });
  await publish({
    ...made,
    workspace: made.path,
    sessionId: 'r1-1',
    head: made.branch,
    expectedSha: null,
    base: 'main',
  });
  await fetchCache(made.cache);
  expect(await inspect(made)).toMatchObject({ unpublished: 0 });
});

test('commits on other branches, on a detached head, in tags and in every stash count', async () => {
  const made = await session();
  git(made.path, 'checkout', '--quiet', '-b', 'side');
  commit(made.path, { 'side.txt': 's' });
  git(made.path, 'tag', 'kept');
  git(made.path, 'checkout', '--quiet', '--detach', made.startSha);
  commit(made.path, { 'detached.txt': 'd' });
  expect(await inspect(made)).toMatchObject({ branch: null, unpublished: 2 });
  for (const text of ['first', 'second']) {
    writeFileSync(join(made.path, 'a.txt'), text);
    git(made.path, 'stash');
  }
  const seen = await inspect(made);
  expect(seen).toMatchObject({ kind: 'known', modified: 0 });
  expect(seen.kind === 'known' && seen.unpublished).toBeGreaterThanOrEqual(5);
});

test("the agent's own idea of what the remote has is not believed", async () => {
  const made = await session();
  const sha = commit(made.path, { 'b.txt': 'b' });
  git(made.path, 'update-ref', 'refs/remotes/origin/main', sha);
  expect(await inspect(made)).toMatchObject({ unpublished: 1 });
});

test('a branch without a commit has no head', async () => {
  const made = await session();
  git(made.path, 'checkout', '--quiet', '--orphan', 'unborn');
  expect(await inspect(made)).toMatchObject({ kind: 'known', headSha: null, branch: 'unborn', modified: 1 });
});

test.each([
  ['merge', ['merge', 'side']],
  ['rebase', ['rebase', 'side']],
  ['cherry_pick', ['cherry-pick', 'side']],
])('a %s under way is told', async (underWay, command) => {
  const made = await session();
  git(made.path, 'checkout', '--quiet', '-b', 'side');
  commit(made.path, { 'a.txt': 'theirs' });
  git(made.path, 'checkout', '--quiet', made.branch);
  commit(made.path, { 'a.txt': 'ours' });
  expect(() => git(made.path, ...command)).toThrow();
  expect(await inspect(made)).toMatchObject({ kind: 'known', underWay });
});

test('a missing workspace is missing; what git cannot read is unknown', async () => {
  const made = await session();
  writeFileSync(join(made.path, '.git/index'), 'torn');
  expect(await inspect(made)).toMatchObject({ kind: 'unknown' });
  rmSync(join(made.path, '.git'), { recursive: true });
  expect(await inspect(made)).toMatchObject({ kind: 'unknown' });
  rmSync(made.path, { recursive: true });
  expect(await inspect(made)).toEqual({ kind: 'missing' });
  symlinkSync('/', made.path);
  expect(await inspect(made)).toMatchObject({ kind: 'unknown' });
});

test('without its cache nothing is known', async () => {
  const made = await session();
  rmSync(made.cache.directory, { recursive: true });
  expect(await inspect(made)).toMatchObject({ kind: 'unknown' });
});

test('a worktree that the agent made is work that is not looked at', async () => {
  const made = await session();
  git(made.path, 'worktree', 'add', '--quiet', '--detach', join(made.folder, 'elsewhere'));
  expect(await inspect(made)).toMatchObject({
    kind: 'unknown',
    message: expect.stringContaining('elsewhere'),
  });
  rmSync(join(made.folder, 'elsewhere'), { recursive: true });
  expect(await inspect(made)).toMatchObject({ kind: 'known' });
});

test('commits in a submodule count', async () => {
  const made = await session();
  const library = bareRemote(join(made.folder, 'library.git'));
  git(made.path, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', library, 'lib');
  commit(join(made.path, 'lib'), { 'l.txt': 'l' });
  const sha = commit(made.path, {});
  expect(await inspect(made, [sha])).toMatchObject({ kind: 'known', modified: 0, unpublished: 1 });
  writeFiles(join(made.path, 'lib'), { 'a.txt': 'changed' });
  git(made.path, 'config', 'diff.ignoreSubmodules', 'all');
  expect(await inspect(made, [sha])).toMatchObject({ modified: 1 });
});
