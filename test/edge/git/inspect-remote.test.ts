import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { inspectRemote } from '../../../src/edge/git/inspect-remote.ts';
import { bareRemote, checkout, commit, git, testEnvironment } from '../../support/git-repository.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const inspect = (remote: string) => inspectRemote(remote, testEnvironment());

test('a checkout and a bare repository say where their default branch is', async () => {
  const folder = temporaryFolder();
  const person = checkout(join(folder, 'shop'));
  const sha = git(person, 'rev-parse', 'HEAD');
  expect(await inspect(person)).toEqual({ kind: 'ok', defaultBranch: 'main', headSha: sha });
  git(folder, 'clone', '--quiet', '--bare', person, 'shop.git');
  expect(await inspect(`file://${folder}/shop.git`)).toEqual({
    kind: 'ok',
    defaultBranch: 'main',
    headSha: sha,
  });
});

test('a detached HEAD leads to main, else to the only branch', async () => {
  const person = checkout(join(temporaryFolder(), 'shop'));
  const sha = git(person, 'rev-parse', 'HEAD');
  commit(person, { 'b.txt': 'b' });
  git(person, 'checkout', '--quiet', '--detach', sha);
  git(person, 'branch', '--force', 'main', sha);
  expect(await inspect(person)).toEqual({ kind: 'ok', defaultBranch: 'main', headSha: sha });
  git(person, 'branch', '-m', 'main', 'trunk');
  expect(await inspect(person)).toEqual({ kind: 'ok', defaultBranch: 'trunk', headSha: sha });
});

test('an unborn default branch leads to a branch that has commits', async () => {
  const person = checkout(join(temporaryFolder(), 'shop'));
  git(person, 'symbolic-ref', 'HEAD', 'refs/heads/not-yet');
  expect(await inspect(person)).toMatchObject({ kind: 'ok', defaultBranch: 'main' });
});

test('a repository without a commit is empty', async () => {
  const folder = temporaryFolder();
  git(folder, 'init', '--quiet', 'shop');
  const seen = await inspect(join(folder, 'shop'));
  expect(seen).toMatchObject({ kind: 'empty', message: expect.stringContaining('no commit') });
});

test('a folder, a file and nothing at all are not repositories', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'file'), '');
  mkdirSync(join(folder, 'folder'));
  for (const name of ['file', 'folder', 'nothing']) {
    const path = join(folder, name);
    const message = expect.stringContaining(path);
    expect(await inspect(path)).toEqual({ kind: 'not_a_repository', message });
  }
});

test('a host that refuses connections is unreachable', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  await new Promise((resolve) => server.close(resolve));
  expect(await inspect(`git://127.0.0.1:${port}/x`)).toMatchObject({ kind: 'unreachable' });
});

test('a machine without git is told so', async () => {
  const seen = await inspectRemote('/nowhere', { PATH: temporaryFolder() });
  expect(seen).toMatchObject({ kind: 'no_git' });
});

test('names that look like options or commands run nothing', async () => {
  const folder = temporaryFolder();
  const trap = join(folder, 'trap');
  for (const remote of [
    `--upload-pack=touch ${trap}`,
    `ext::sh -c touch% ${trap}`,
    `$(touch ${trap})`,
    `/nowhere; touch ${trap}`,
    `/nowhere'; touch ${trap}; '`,
    `ssh://-oProxyCommand=touch%20${trap}/x`,
  ]) {
    expect(await inspect(remote)).not.toMatchObject({ kind: 'ok' });
    expect(existsSync(trap), remote).toBe(false);
  }
});

test.each(["it's a $(touch trap) `repository`", 'new\nline', '-dash', '#(touch trap)', 'späce 日本'])(
  'a repository in a folder named %j is read',
  async (name) => {
    const folder = temporaryFolder();
    bareRemote(join(folder, name));
    expect(await inspect(join(folder, name))).toMatchObject({ kind: 'ok', defaultBranch: 'main' });
  },
);

test('a default branch with a hostile name is only a name', async () => {
  const person = checkout(join(temporaryFolder(), 'shop'));
  git(person, 'branch', '-m', 'main', '#(touch,x)-$(id)');
  expect(await inspect(person)).toMatchObject({ kind: 'ok', defaultBranch: '#(touch,x)-$(id)' });
});

test('a refusal shows no password of the URL', async () => {
  const seen = await inspect('https://bot:secret@127.0.0.1:1/shop.git');
  expect(seen).toMatchObject({
    kind: 'unreachable',
    message: expect.stringContaining('https://127.0.0.1:1/shop.git'),
  });
  expect(JSON.stringify(seen)).not.toContain('secret');
});
