import { once } from 'node:events';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createWorkspace } from '../../../src/edge/workspace/create-workspace.ts';
import { inspectWorkspace } from '../../../src/edge/workspace/inspect-workspace.ts';
import { bareRemote, checkout, git, testEnvironment, writeFiles } from '../../support/git-repository.ts';
import { fetchedCache } from '../../support/session-workspace.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** A commit whose folder `path` is a submodule, without what `git submodule add` needs a checkout for. */
function addSubmodule(repository: string, path: string, { url, of, more = '' }: Submodule): string {
  writeFiles(repository, {
    '.gitmodules': `[submodule "${path}"]\n\tpath = ${path}\n\turl = ${url}\n${more}`,
  });
  git(repository, 'update-index', '--add', '--cacheinfo', `160000,${git(of, 'rev-parse', 'main')},${path}`);
  git(repository, 'add', '.gitmodules');
  git(repository, 'commit', '--quiet', '-m', 'A submodule');
  return repository;
}

interface Submodule {
  url: string;
  of: string;
  /** More lines of its section. */
  more?: string;
}

/** shop has the submodule lib, which has deep; each is named relative to the one around it. */
function nested(folder: string): string {
  const deep = bareRemote(join(folder, 'deep.git'), { 'd.txt': 'd' });
  const lib = checkout(join(folder, 'lib'), { 'l.txt': 'l' });
  addSubmodule(lib, 'deep', { url: '../deep.git', of: deep });
  const shop = checkout(join(folder, 'made'), { 'a.txt': 'a' });
  addSubmodule(shop, 'vendor/lib', { url: '../lib', of: lib });
  git(folder, 'clone', '--quiet', '--bare', shop, 'shop.git');
  return join(folder, 'shop.git');
}

/** @param along everything when absent, as by default. */
async function workspaceOf(folder: string, remote: string, along?: { submodules: boolean; lfs: boolean }) {
  const { cache, ...start } = await fetchedCache(folder, remote);
  const path = join(folder, 'workspaces', 'r1-1');
  const wanted = { path, owner: { installation: 'w1', sessionId: 'r1-1' }, cache, branch: 'work', ...start };
  return { path, cache, made: await createWorkspace(along ? { ...wanted, along } : wanted) };
}

test('submodules and theirs are in a new workspace, are clean, and their relative URLs lead on', async () => {
  const folder = temporaryFolder();
  const { path, cache, made } = await workspaceOf(folder, nested(folder));
  expect(made).toEqual({ kind: 'created' });
  expect(readFileSync(join(path, 'vendor/lib/deep/d.txt'), 'utf8')).toBe('d');
  const seen = await inspectWorkspace({ path, cache, env: testEnvironment() });
  expect(seen).toMatchObject({ kind: 'known', modified: 0, untracked: 0, unpublished: 0 });
  expect(git(join(path, 'vendor/lib'), 'remote', 'get-url', 'origin')).toBe(join(folder, 'lib'));
});

test('without workspace.submodules there is an empty folder', async () => {
  const folder = temporaryFolder();
  const { path, made } = await workspaceOf(folder, nested(folder), { submodules: false, lfs: true });
  expect(made).toEqual({ kind: 'created' });
  expect(git(path, 'submodule', 'status')).toMatch(/^-/);
});

test("those of a person's checkout are relative to where it was cloned from, and it is not changed", async () => {
  const folder = temporaryFolder();
  const remote = nested(folder);
  const person = join(temporaryFolder(), 'shop');
  git(folder, 'clone', '--quiet', remote, person);
  const before = readFileSync(join(person, '.git/config'), 'utf8');
  const { path, made } = await workspaceOf(folder, person);
  expect(made).toEqual({ kind: 'created' });
  expect(existsSync(join(path, 'vendor/lib/l.txt'))).toBe(true);
  expect(git(path, 'config', 'remote.origin.url')).toBe(person);
  expect(readFileSync(join(person, '.git/config'), 'utf8')).toBe(before);
});

test('one that cannot be fetched is a sentence, and nothing is left half-made', async () => {
  const folder = temporaryFolder();
  const lib = bareRemote(join(folder, 'lib.git'));
  const shop = checkout(join(folder, 'shop'));
  addSubmodule(shop, 'lib', { url: '../gone.git', of: lib });
  const { path, made } = await workspaceOf(folder, shop);
  expect(made).toMatchObject({
    kind: 'refused',
    where: 'workspace',
    message: expect.stringMatching(/submodules could not be fetched \(fatal: .*gone\.git.*submodules: false/),
  });
  expect(existsSync(path)).toBe(false);
});

test.each([
  ['a command to update by', (trap: string) => ({ more: `\tupdate = !touch '${trap}'\n` })],
  ['a program in the place of a URL', (trap: string) => ({ url: `ext::touch% ${trap}` })],
  ['an option in the place of a URL', (trap: string) => ({ url: `--upload-pack=touch ${trap}` })],
])('nothing runs that .gitmodules says: %s', async (_, hostile) => {
  const folder = temporaryFolder();
  const lib = bareRemote(join(folder, 'lib.git'));
  const trap = join(folder, 'trap');
  const shop = checkout(join(folder, 'shop'));
  addSubmodule(shop, 'lib', { url: lib, of: lib, ...hostile(trap) });
  const { made } = await workspaceOf(folder, shop);
  expect(made).toMatchObject({ kind: 'refused' });
  expect(existsSync(trap)).toBe(false);
});

test('no hook runs, neither of a template nor of a setting', async () => {
  const folder = temporaryFolder();
  const trap = join(folder, 'trap');
  const hook = join(folder, 'template/hooks/post-checkout');
  writeFiles(folder, { 'template/hooks/post-checkout': `#!/bin/sh\ntouch '${trap}'\n` });
  chmodSync(hook, 0o755);
  const config = join(folder, 'gitconfig');
  writeFileSync(
    config,
    `[init]\n\ttemplateDir = ${folder}/template\n[core]\n\thooksPath = ${folder}/template/hooks\n`,
  );
  const { cache, ...start } = await fetchedCache(folder, nested(folder));
  const env = { ...testEnvironment(), GIT_CONFIG_GLOBAL: config };
  const wanted = { ...start, cache: { ...cache, env }, branch: 'work' };
  const owner = { installation: 'w1', sessionId: 'r1-1' };
  const path = join(folder, 'workspaces', 'r1-1');
  expect(await createWorkspace({ ...wanted, path, owner })).toEqual({ kind: 'created' });
  expect(existsSync(trap)).toBe(false);
});

test('a repository that was committed as a pointer by accident holds nothing up', async () => {
  const folder = temporaryFolder();
  const lib = bareRemote(join(folder, 'lib.git'), { 'l.txt': 'l' });
  const shop = addSubmodule(checkout(join(folder, 'shop')), 'lib', { url: '../lib.git', of: lib });
  git(shop, 'update-index', '--add', '--cacheinfo', `160000,${git(lib, 'rev-parse', 'main')},stray`);
  git(shop, 'commit', '--quiet', '-m', 'Stray');
  const { path, made } = await workspaceOf(folder, shop);
  expect(made).toEqual({ kind: 'created' });
  expect(existsSync(join(path, 'lib/l.txt'))).toBe(true);
});

test('a remote elsewhere may not have the files of this machine read as a submodule', async () => {
  const folder = temporaryFolder();
  const secret = bareRemote(join(folder, 'private.git'));
  const shop = addSubmodule(checkout(join(folder, 'shop')), 'lib', { url: secret, of: secret });
  const { cache, ...start } = await fetchedCache(folder, shop);
  const wanted = { ...start, cache: { ...cache, remote: 'https://example.org/shop.git' }, branch: 'work' };
  const owner = { installation: 'w1', sessionId: 'r1-1' };
  const path = join(folder, 'workspaces', 'r1-1');
  expect(await createWorkspace({ ...wanted, path, owner })).toMatchObject({
    kind: 'refused',
    message: expect.stringContaining("transport 'file' not allowed"),
  });
});

test('whoever fetches a submodule ends with the session, and nothing is left half-made', async () => {
  const folder = temporaryFolder();
  const silent = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void silent.close());
  await once(silent, 'listening');
  const lib = bareRemote(join(folder, 'lib.git'));
  const url = `git://127.0.0.1:${(silent.address() as AddressInfo).port}/lib.git`;
  const shop = addSubmodule(checkout(join(folder, 'shop')), 'lib', { url, of: lib });
  const { cache, ...start } = await fetchedCache(folder, shop);
  const leaving = new AbortController();
  const path = join(folder, 'workspaces', 'r1-1');
  const owner = { installation: 'w1', sessionId: 'r1-1' };
  const making = createWorkspace({
    ...{ path, owner, branch: 'work', ...start },
    cache: { ...cache, signal: leaving.signal },
  });
  const [connection]: Socket[] = await once(silent, 'connection');
  const closed = once(connection?.resume() ?? silent, 'close');
  leaving.abort();
  expect(await making).toMatchObject({ kind: 'refused' });
  await closed;
  expect(existsSync(path)).toBe(false);
});
