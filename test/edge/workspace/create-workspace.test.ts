import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { fetchCache } from '../../../src/edge/git/fetch-cache.ts';
import { createWorkspace, makingPath } from '../../../src/edge/workspace/create-workspace.ts';
import { readOwner } from '../../../src/edge/workspace/owner-file.ts';
import {
  bareRemote,
  checkout,
  commit,
  git,
  testEnvironment,
  writeFiles,
} from '../../support/git-repository.ts';
import { cacheBelow, sessionWorkspace } from '../../support/session-workspace.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

test('a workspace is a clone of its own: clean, on its branch, knowing origin and its branches', async () => {
  const folder = temporaryFolder();
  const person = checkout(join(folder, 'shop'), { 'a.txt': 'one\n', 'bin/run': '#!/bin/sh\n' });
  git(person, 'branch', 'topic');
  git(person, 'tag', '-a', 'v1', '-m', 'one');
  const { path, branch, startSha, owner } = await sessionWorkspace(folder, person);
  expect(git(path, 'status', '--porcelain', '--branch')).toBe(`## ${branch}`);
  expect(git(path, 'rev-parse', 'HEAD', 'origin/HEAD', 'origin/main', 'origin/topic', 'v1^{commit}')).toBe(
    Array(5).fill(startSha).join('\n'),
  );
  expect(git(path, 'remote', 'get-url', 'origin')).toBe(person);
  expect(git(path, 'describe')).toBe('v1');
  expect(git(path, 'fsck')).toBe('');
  expect(readOwner(path)).toEqual(owner);
  git(path, 'fetch', '--quiet');
  expect(git(path, 'log', '-1', '--format=%an %ae')).toBe('A Person person@example.org');
});

test('it borrows objects and takes almost no space of its own', async () => {
  const folder = temporaryFolder();
  const remote = bareRemote(join(folder, 'shop.git'), { 'a.txt': 'x'.repeat(100_000) });
  const { path } = await sessionWorkspace(folder, remote);
  expect(git(path, 'count-objects', '-v')).toMatch(/^count: 0\nsize: 0\nin-pack: 0$/m);
});

test('stash, configuration and branches are not shared between sessions', async () => {
  const folder = temporaryFolder();
  const remote = bareRemote(join(folder, 'shop.git'));
  const one = await sessionWorkspace(folder, remote, 'r1-1');
  const two = await sessionWorkspace(folder, remote, 'r2-1');
  writeFileSync(join(one.path, 'a.txt'), 'changed');
  git(one.path, 'stash');
  git(one.path, 'config', 'user.name', 'One');
  expect(git(two.path, 'stash', 'list')).toBe('');
  expect(git(two.path, 'config', 'user.name')).toBe('A Person');
  expect(git(two.path, 'branch', '--list', one.branch)).toBe('');
});

test('making it again finds it; what is somebody else’s is refused', async () => {
  const folder = temporaryFolder();
  const session = await sessionWorkspace(folder, bareRemote(join(folder, 'shop.git')));
  const again = { ...session, defaultBranch: 'main' };
  expect(await createWorkspace(again)).toEqual({ kind: 'found' });
  const other = { ...again, owner: { installation: 'w2', sessionId: 'r1-1' } };
  expect(await createWorkspace(other)).toMatchObject({ kind: 'refused' });
  mkdirSync(join(folder, 'workspaces', 'r9-1'));
  expect(await createWorkspace({ ...again, path: join(folder, 'workspaces', 'r9-1') })).toMatchObject({
    kind: 'refused',
  });
});

test('what a crash left half-made is replaced', async () => {
  const folder = temporaryFolder();
  const session = await sessionWorkspace(folder, bareRemote(join(folder, 'shop.git')));
  rmSync(session.path, { recursive: true });
  mkdirSync(join(makingPath(session.path), '.git'), { recursive: true });
  writeFileSync(join(makingPath(session.path), '.git/index.lock'), '');
  expect(await createWorkspace({ ...session, defaultBranch: 'main' })).toEqual({ kind: 'created' });
  expect(existsSync(makingPath(session.path))).toBe(false);
  expect(git(session.path, 'status', '--porcelain')).toBe('');
});

test('making one changes no other files, whatever its configuration says', async () => {
  const folder = temporaryFolder();
  const { cache } = await sessionWorkspace(folder, bareRemote(join(folder, 'shop.git')));
  const other = join(folder, 'other');
  writeFiles(other, { 'a.txt': 'of a person' });
  git(folder, 'config', '--file', join(cache.directory, 'workspace.config'), 'core.worktree', other);
  const { path } = await sessionWorkspace(folder, cache.remote, 'r2-1');
  expect(readFileSync(join(other, 'a.txt'), 'utf8')).toBe('of a person');
  expect(readFileSync(join(path, 'a.txt'), 'utf8')).toBe('one\n');
});

test('a repository around it stays as it is also when its git directory goes away meanwhile', async () => {
  const person = checkout(join(temporaryFolder(), 'person'));
  writeFiles(person, { 'a.txt': 'changed' });
  const made = await sessionWorkspace(person, bareRemote(join(person, 'shop.git')));
  const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
  const spoil = 'case " $* " in *" reset "*) rm -r "$LOST" ;; esac';
  writeFiles(person, { 'bin/git': `#!/bin/sh\n${spoil}\nexec '${real}' "$@"\n` });
  chmodSync(join(person, 'bin/git'), 0o755);
  const path = join(person, 'workspaces/r2-1');
  const PATH = `${join(person, 'bin')}:${process.env.PATH}`;
  const env = { ...testEnvironment(), PATH, LOST: join(makingPath(path), '.git') };
  const wanted = { ...made, path, defaultBranch: 'main', cache: { ...made.cache, env } };
  expect(await createWorkspace(wanted)).toMatchObject({ kind: 'refused' });
  expect(readFileSync(join(person, 'a.txt'), 'utf8')).toBe('changed');
});

test('a start that is not in the cache is refused, and nothing is left', async () => {
  const folder = temporaryFolder();
  const session = await sessionWorkspace(folder, bareRemote(join(folder, 'shop.git')));
  rmSync(session.path, { recursive: true });
  const lost = { ...session, defaultBranch: 'main', startSha: '1'.repeat(40) };
  expect(await createWorkspace(lost)).toMatchObject({
    kind: 'refused',
    message: expect.stringContaining(session.path),
  });
  expect(existsSync(session.path) || existsSync(makingPath(session.path))).toBe(false);
});

test('a feedback round starts from the head of its pull request', async () => {
  const folder = temporaryFolder();
  const person = checkout(join(folder, 'shop'));
  git(person, 'checkout', '--quiet', '-b', 'planeguard/work-r1-1');
  const startSha = commit(person, { 'b.txt': 'b' });
  git(person, 'checkout', '--quiet', 'main');
  const session = await sessionWorkspace(folder, person, 'r1-1');
  const path = join(dirname(session.path), 'r1-2');
  const owner = { installation: 'w1', sessionId: 'r1-2' };
  await createWorkspace({
    ...session,
    path,
    owner,
    defaultBranch: 'main',
    branch: 'planeguard/work-r1-2',
    startSha,
  });
  expect(git(path, 'rev-parse', 'HEAD')).toBe(startSha);
  expect(readFileSync(join(path, 'b.txt'), 'utf8')).toBe('b');
});

test.each(["it's a $(touch trap)", 'new\nline', 'quote" back\\slash', '#(touch trap); x'])(
  'origin is the remote in a folder named %j',
  async (name) => {
    const folder = temporaryFolder();
    const remote = bareRemote(join(folder, name));
    const { path } = await sessionWorkspace(folder, remote);
    expect(git(path, 'remote', 'get-url', 'origin')).toBe(remote);
    expect(git(path, 'ls-remote', '--heads', 'origin')).toContain('refs/heads/main');
  },
);

test("a person's filters write the files; nothing else of theirs or of the repository runs", async () => {
  const folder = temporaryFolder();
  const remote = bareRemote(join(folder, 'shop.git'), {
    'a.up': 'shout\n',
    '.gitattributes': '*.up filter=up\n',
  });
  const config = join(folder, 'gitconfig');
  git(folder, 'config', '--file', config, 'filter.up.smudge', 'tr a-z A-Z');
  git(folder, 'config', '--file', config, 'core.fsmonitor', `touch '${folder}/trap'`);
  const cache = { ...cacheBelow(folder, remote), env: { ...testEnvironment(), GIT_CONFIG_GLOBAL: config } };
  const fetched = await fetchCache(cache);
  if (fetched.kind !== 'ok') throw new Error(fetched.message);
  const path = join(folder, 'workspaces', 'r1-1');
  mkdirSync(dirname(path));
  const owner = { installation: 'w1', sessionId: 'r1-1' };
  const { defaultBranch, headSha: startSha } = fetched;
  await createWorkspace({ path, owner, cache, defaultBranch, branch: 'planeguard/x-r1-1', startSha });
  expect(readFileSync(join(path, 'a.up'), 'utf8')).toBe('SHOUT\n');
  expect(existsSync(join(folder, 'trap'))).toBe(false);
});

test('a repository with sha256 names works as well', async () => {
  const folder = temporaryFolder();
  git(folder, 'init', '--quiet', '--object-format=sha256', '--initial-branch=main', 'shop');
  commit(join(folder, 'shop'), { 'a.txt': 'a' });
  const { path } = await sessionWorkspace(folder, join(folder, 'shop'));
  expect(git(path, 'rev-parse', 'HEAD')).toMatch(/^[0-9a-f]{64}$/);
  expect(git(path, 'status', '--porcelain')).toBe('');
});

test('ten sessions at once, from a remote with many branches', async () => {
  const folder = temporaryFolder();
  const person = checkout(join(folder, 'shop'));
  for (let index = 0; index < 30; index++) git(person, 'branch', `b/${index}`);
  const ids = Array.from({ length: 10 }, (_, index) => `r${index}-1`);
  const sessions = await Promise.all(ids.map((id) => sessionWorkspace(folder, person, id)));
  for (const { path } of sessions) expect(git(path, 'status', '--porcelain')).toBe('');
  expect(git(sessions.at(-1)?.path ?? '', 'branch', '--remotes').split('\n')).toHaveLength(32);
});
