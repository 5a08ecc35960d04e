import { existsSync, mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { fetchCache } from '../../../src/edge/git/fetch-cache.ts';
import { commitOf, originSha } from '../../../src/edge/git/repository-cache.ts';
import { bareRemote, checkout, checkoutDigest, commit, git } from '../../support/git-repository.ts';
import { cacheBelow } from '../../support/session-workspace.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

function personWithCache() {
  const folder = temporaryFolder();
  const person = checkout(join(folder, 'shop'));
  return { folder, person, cache: cacheBelow(folder, person) };
}

test('the first fetch makes the cache, the next one says that nothing changed', async () => {
  const { person, cache } = personWithCache();
  const headSha = git(person, 'rev-parse', 'HEAD');
  const found = { kind: 'ok', defaultBranch: 'main', headSha };
  expect(await fetchCache(cache)).toEqual({ ...found, changed: true });
  expect(await fetchCache(cache)).toEqual({ ...found, changed: false });
});

test('new, rewritten, renamed and deleted branches and tags are followed', async () => {
  const { person, cache } = personWithCache();
  git(person, 'branch', 'topic');
  git(person, 'tag', '-a', 'v1', '-m', 'one');
  await fetchCache(cache);
  expect(await commitOf(cache, 'refs/tags/v1')).not.toBeNull();
  git(person, 'commit', '--quiet', '--amend', '-m', 'Rewritten');
  git(person, 'branch', '-m', 'topic', 'topic/nested');
  git(person, 'tag', '-d', 'v1');
  expect(await fetchCache(cache)).toMatchObject({ kind: 'ok', headSha: git(person, 'rev-parse', 'HEAD') });
  expect(await originSha(cache, 'topic')).toBeNull();
  expect(await originSha(cache, 'topic/nested')).not.toBeNull();
  expect(await commitOf(cache, 'refs/tags/v1')).toBeNull();
});

test('commits that the remote dropped stay in the cache', async () => {
  const { person, cache } = personWithCache();
  const dropped = commit(person, { 'b.txt': 'b' });
  await fetchCache(cache);
  git(person, 'reset', '--quiet', '--hard', 'HEAD~1');
  git(person, 'reflog', 'expire', '--expire=now', '--all');
  git(person, 'gc', '--quiet', '--prune=now');
  await fetchCache(cache);
  git(cache.directory, 'gc', '--quiet', '--auto');
  expect(await commitOf(cache, dropped)).toBe(dropped);
});

test("fetching from a person's checkout changes nothing in it", async () => {
  const { person, cache } = personWithCache();
  writeFileSync(join(person, 'a.txt'), 'being edited');
  const before = checkoutDigest(person);
  await fetchCache(cache);
  expect(checkoutDigest(person)).toBe(before);
});

test('ten at once on a new cache all get it, and it is sound', async () => {
  const { cache, folder } = personWithCache();
  const fetched = await Promise.all(Array.from({ length: 10 }, () => fetchCache({ ...cache })));
  expect(fetched.map(({ kind }) => kind)).toEqual(Array(10).fill('ok'));
  expect(readdirSync(join(folder, 'cache'))).toHaveLength(1);
  expect(git(cache.directory, 'fsck', '--no-dangling')).toBe('');
});

test('what a crash left half-made is not in the way, and goes once it is old', async () => {
  const { cache } = personWithCache();
  const [old, young] = ['0'.repeat(12), '1'.repeat(12)].map((name) => `${cache.directory}.${name}.tmp`);
  for (const path of [old, young]) mkdirSync(path ?? '', { recursive: true });
  const anHourAgo = new Date(Date.now() - 3_600_000);
  utimesSync(old ?? '', anHourAgo, anHourAgo);
  expect(await fetchCache(cache)).toMatchObject({ kind: 'ok' });
  expect([existsSync(old ?? ''), existsSync(young ?? '')]).toEqual([false, true]);
});

test('a lock that nobody can hold any more is removed; a fresh one is respected', async () => {
  const { person, cache } = personWithCache();
  await fetchCache(cache);
  commit(person, { 'b.txt': 'b' });
  const lock = join(cache.directory, 'refs/remotes/origin/main.lock');
  writeFileSync(lock, '');
  expect(await fetchCache(cache)).toMatchObject({
    kind: 'cache_failed',
    message: expect.stringContaining('lock'),
  });
  const anHourAgo = new Date(Date.now() - 3_600_000);
  utimesSync(lock, anHourAgo, anHourAgo);
  expect(await fetchCache(cache)).toMatchObject({ kind: 'ok', changed: true });
});

test('the half of a pack that a killed transfer left goes with a later fetch, not while it may grow', async () => {
  const { person, cache } = personWithCache();
  await fetchCache(cache);
  commit(person, { 'b.txt': 'b' });
  const [old, young] = ['tmp_pack_a1b2c3', 'tmp_pack_d4e5f6'].map((name) =>
    join(cache.directory, 'objects/pack', name),
  );
  for (const path of [old, young]) writeFileSync(path ?? '', 'half');
  const anHourAgo = new Date(Date.now() - 3_600_000);
  utimesSync(old ?? '', anHourAgo, anHourAgo);
  expect(await fetchCache(cache)).toMatchObject({ kind: 'ok', changed: true });
  expect([existsSync(old ?? ''), existsSync(young ?? '')]).toEqual([false, true]);
});

test('a cache that names what is not there is repaired, though the remote has not changed', async () => {
  const { person, cache } = personWithCache();
  await fetchCache(cache);
  const sha = git(person, 'rev-parse', 'HEAD');
  const object = join(cache.directory, 'objects', sha.slice(0, 2), sha.slice(2));
  expect(existsSync(object)).toBe(true);
  rmSync(object);
  expect(await fetchCache(cache)).toMatchObject({ kind: 'ok', headSha: sha });
  expect(await commitOf(cache, 'refs/remotes/origin/main')).toBe(sha);
});

test('a cache with torn refs and objects is repaired in place', async () => {
  const { person, cache } = personWithCache();
  await fetchCache(cache);
  const sha = commit(person, { 'b.txt': 'b' });
  await fetchCache(cache);
  const object = join(cache.directory, 'objects', sha.slice(0, 2), sha.slice(2));
  rmSync(object, { force: true });
  writeFileSync(object, '');
  writeFileSync(join(cache.directory, 'refs/remotes/origin/main'), '');
  expect(await fetchCache(cache)).toMatchObject({ kind: 'ok', headSha: sha });
  expect(git(cache.directory, 'cat-file', '-t', sha)).toBe('commit');
});

test('a cache whose HEAD is empty is made sound again', async () => {
  const { person, cache } = personWithCache();
  await fetchCache(cache);
  writeFileSync(join(cache.directory, 'HEAD'), '');
  const sha = commit(person, { 'b.txt': 'b' });
  expect(await fetchCache(cache)).toMatchObject({ kind: 'ok', headSha: sha });
  expect(git(cache.directory, 'config', 'gc.auto')).toBe('0');
});

test('an unreachable remote leaves the cache as it is', async () => {
  const folder = temporaryFolder();
  const remote = bareRemote(join(folder, 'shop.git'));
  const cache = cacheBelow(folder, remote);
  await fetchCache(cache);
  rmSync(remote, { recursive: true });
  expect(await fetchCache(cache)).toMatchObject({ kind: 'not_a_repository' });
  expect(await originSha(cache, 'main')).not.toBeNull();
});

test('a directory for caches that cannot be made is a sentence, not a crash', async () => {
  const { cache, folder } = personWithCache();
  writeFileSync(join(folder, 'cache'), 'a file');
  expect(dirname(cache.directory)).toBe(join(folder, 'cache'));
  expect(await fetchCache(cache)).toMatchObject({
    kind: 'cache_failed',
    message: expect.stringContaining('cache'),
  });
});

test('branches with hostile names are fetched as names', async () => {
  const { person, cache, folder } = personWithCache();
  for (const name of [`#(touch\${IFS}${folder}/trap)`, '$(id)', "it's;id", 'a/-x', '日本']) {
    git(person, 'update-ref', `refs/heads/${name}`, 'HEAD');
  }
  expect(await fetchCache(cache)).toMatchObject({ kind: 'ok' });
  expect(await originSha(cache, '$(id)')).not.toBeNull();
  expect(await fetchCache(cache)).toMatchObject({ changed: false });
});
