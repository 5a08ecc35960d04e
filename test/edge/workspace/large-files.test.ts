import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readSync } from '../../../src/edge/exec.ts';
import { createWorkspace } from '../../../src/edge/workspace/create-workspace.ts';
import { inspectWorkspace } from '../../../src/edge/workspace/inspect-workspace.ts';
import { bareRemote, checkout, commit, git, testEnvironment } from '../../support/git-repository.ts';
import { fetchedCache } from '../../support/session-workspace.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const isInstalled = readSync('git', ['lfs', 'version'], testEnvironment()) !== null;
const attributes = { '.gitattributes': '*.bin filter=lfs diff=lfs merge=lfs -text\n' };
const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 12\n`;

/** A person's environment in which git-lfs is set up, as `git lfs install` does, and can be run, or not. */
function environment(folder: string, { setUp, found }: { setUp: boolean; found: boolean }) {
  const config = join(folder, 'gitconfig');
  const filter = '[filter "lfs"]\n\tsmudge = git-lfs smudge -- %f\n\tprocess = git-lfs filter-process\n';
  writeFileSync(config, setUp ? `${filter}\tclean = git-lfs clean -- %f\n\trequired = true\n` : '');
  const env = { ...testEnvironment(), GIT_CONFIG_GLOBAL: config, GIT_CONFIG_NOSYSTEM: '1' };
  if (found) return env;
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  symlinkSync(join(git(folder, '--exec-path'), 'git'), join(bin, 'git'));
  return { ...env, PATH: bin };
}

interface Wanted {
  env: Record<string, string>;
  lfs?: boolean;
}

async function workspaceOf(folder: string, remote: string, { env, lfs = true }: Wanted) {
  const { cache, ...start } = await fetchedCache(folder, remote);
  const path = join(folder, 'workspaces', 'r1-1');
  const owner = { installation: 'w1', sessionId: 'r1-1' };
  const here = { ...cache, env };
  const along = { submodules: true, lfs };
  const made = await createWorkspace({ path, owner, cache: here, branch: 'work', along, ...start });
  return { path, cache: here, made };
}

test.skipIf(!isInstalled)(
  'files that Git LFS keeps are in a new workspace, which is clean (needs git-lfs)',
  async () => {
    const folder = temporaryFolder();
    const env = environment(folder, { setUp: true, found: true });
    const person = checkout(join(folder, 'shop'), attributes);
    git(person, 'lfs', 'install', '--local');
    commit(person, { 'large.bin': 'large file' });
    expect(git(person, 'show', 'HEAD:large.bin')).toContain('git-lfs');
    const { path, cache, made } = await workspaceOf(folder, person, { env });
    expect(made).toEqual({ kind: 'created' });
    expect(readFileSync(join(path, 'large.bin'), 'utf8')).toBe('large file');
    expect(await inspectWorkspace({ path, cache, env })).toMatchObject({ modified: 0, untracked: 0 });
  },
);

test.skipIf(!isInstalled)(
  'what the remote has lost is a sentence, not a pointer (needs git-lfs)',
  async () => {
    const folder = temporaryFolder();
    const env = environment(folder, { setUp: true, found: true });
    const remote = bareRemote(join(folder, 'shop'), { ...attributes, 'large.bin': pointer });
    const { path, made } = await workspaceOf(folder, remote, { env });
    expect(made).toMatchObject({ kind: 'refused', where: 'workspace' });
    expect(existsSync(path)).toBe(false);
  },
);

test.each([
  ['not installed', { setUp: true, found: false }],
  ['not set up', { setUp: false, found: true }],
])('no agent gets pointers without a word: git-lfs is %s', async (_, state) => {
  const folder = temporaryFolder();
  const env = environment(folder, state);
  const remote = bareRemote(join(folder, 'shop'), {
    ...attributes,
    'large.bin': pointer,
    'b/more.bin': pointer,
  });
  const { path, made } = await workspaceOf(folder, remote, { env });
  expect(made).toMatchObject({
    kind: 'refused',
    where: 'host',
    message: expect.stringMatching(/keeps b\/more\.bin and 1 more in Git LFS.*git lfs install.*lfs: false/),
  });
  expect(existsSync(path)).toBe(false);
});

test('nothing is missed where no file is kept elsewhere, whatever the attributes say', async () => {
  const folder = temporaryFolder();
  const env = environment(folder, { setUp: true, found: false });
  const { made } = await workspaceOf(folder, checkout(join(folder, 'shop'), attributes), { env });
  expect(made).toEqual({ kind: 'created' });
});

test('a link is no pointer, whatever it leads to', async () => {
  const folder = temporaryFolder();
  const env = environment(folder, { setUp: true, found: false });
  const shop = checkout(join(folder, 'shop'), attributes);
  symlinkSync('.', join(shop, 'folder.bin'));
  commit(shop, {});
  const { made } = await workspaceOf(folder, shop, { env });
  expect(made).toEqual({ kind: 'created' });
});

test('with lfs: false the pointers are what was asked for', async () => {
  const folder = temporaryFolder();
  const env = environment(folder, { setUp: true, found: false });
  const remote = bareRemote(join(folder, 'shop'), { ...attributes, 'large.bin': pointer });
  const { path, made } = await workspaceOf(folder, remote, { env, lfs: false });
  expect(made).toEqual({ kind: 'created' });
  expect(readFileSync(join(path, 'large.bin'), 'utf8')).toBe(pointer);
});

test('the pointers of a submodule are seen as well', async () => {
  const folder = temporaryFolder();
  const env = environment(folder, { setUp: false, found: true });
  const lib = bareRemote(join(folder, 'lib'), { ...attributes, 'large.bin': pointer });
  const shop = checkout(join(folder, 'shop'), {
    '.gitmodules': '[submodule "lib"]\n\tpath = lib\n\turl = ../lib\n',
  });
  git(shop, 'update-index', '--add', '--cacheinfo', `160000,${git(lib, 'rev-parse', 'HEAD')},lib`);
  git(shop, 'commit', '--quiet', '-m', 'A submodule');
  const { made } = await workspaceOf(folder, shop, { env });
  expect(made).toMatchObject({
    kind: 'refused',
    where: 'host',
    message: expect.stringContaining('large.bin'),
  });
});
