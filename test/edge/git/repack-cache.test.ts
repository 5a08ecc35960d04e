import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { systemClock } from '../../../src/edge/clock.ts';
import { cacheCondition } from '../../../src/edge/git/cache-condition.ts';
import { fetchCache } from '../../../src/edge/git/fetch-cache.ts';
import { publish } from '../../../src/edge/git/publish.ts';
import { type RepackWish, repackCache } from '../../../src/edge/git/repack-cache.ts';
import { commitOf, type RepositoryCache } from '../../../src/edge/git/repository-cache.ts';
import { dropSalvage } from '../../../src/edge/salvage/drop-salvage.ts';
import { identityOf, isAlive } from '../../support/alive.ts';
import { bareRemote, commit, git, testEnvironment, writeFiles } from '../../support/git-repository.ts';
import { salvageOf, saved, workspaceToSalvage } from '../../support/salvaged-workspace.ts';
import { cacheBelow, sessionWorkspace } from '../../support/session-workspace.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { until } from '../../support/until.ts';

const day = 86_400_000;

const wish = (cache: RepositoryCache, more: Partial<RepackWish> = {}): RepackWish => ({
  directory: cache.directory,
  env: cache.env,
  nowMs: systemClock.nowMs(),
  headsMs: 30 * day,
  signal: new AbortController().signal,
  nobodyBorrows: () => true,
  ...more,
});

/** As if all that is in a cache had been written long ago. */
function age(cache: RepositoryCache): void {
  const then = new Date(Date.now() - 2 * 3_600_000);
  for (const name of readdirSync(cache.directory, { recursive: true, encoding: 'utf8' })) {
    utimesSync(join(cache.directory, name), then, then);
  }
}

const condition = ({ directory, env }: RepositoryCache) =>
  cacheCondition(directory, { env, nowMs: systemClock.nowMs() });

test('what only a salvage needed is free once it was let go; all else stays, in one pack', async () => {
  const made = await workspaceToSalvage();
  writeFiles(made.path, { 'large.txt': Array.from({ length: 50_000 }, (_, n) => n * 7919).join(' ') });
  const { sha } = await saved(made.wanted);
  const head = await commitOf(made.cache, 'refs/remotes/origin/main');
  await dropSalvage(await salvageOf(made.wanted), made.cache.env);
  expect(await condition(made.cache)).toMatchObject({ letGo: true, sinceLastMs: null });
  age(made.cache);
  const repacked = await repackCache(wish(made.cache));
  if (repacked.kind !== 'repacked') throw new Error(JSON.stringify(repacked));
  expect(repacked.beforeBytes - repacked.afterBytes).toBeGreaterThan(100_000);
  expect(await commitOf(made.cache, sha)).toBeNull();
  expect(await commitOf(made.cache, head ?? '')).toBe(head);
  expect(await condition(made.cache)).toMatchObject({ packs: 1, looseObjects: 0, letGo: false });
  expect((await condition(made.cache))?.sinceLastMs).not.toBeNull();
  expect(git(made.cache.directory, 'fsck')).toBe('');
});

test('salvage that is kept, and what was published lately, is in the cache as before', async () => {
  const made = await workspaceToSalvage();
  const sha = commit(made.path, { 'b.txt': 'b' });
  const { path: workspace, branch: head, cache } = made;
  await publish({ cache, workspace, head, sessionId: 'r1-1', expectedSha: null, base: 'main' });
  git(cache.remote, 'branch', '-D', head);
  await fetchCache(cache);
  writeFiles(made.path, { 'c.txt': 'c' });
  const salvage = await saved(made.wanted);
  age(cache);
  expect(await repackCache(wish(cache))).toMatchObject({ kind: 'repacked' });
  expect(await commitOf(cache, sha)).toBe(sha);
  expect(git(cache.directory, 'show', `${salvage.sha}:c.txt`)).toBe('c');
  const muchLater = systemClock.nowMs() + 31 * day;
  await repackCache(wish(cache, { nowMs: muchLater }));
  expect(git(cache.directory, 'for-each-ref', 'refs/planeguard/heads')).toBe('');
});

test('nothing is repacked once somebody borrows', async () => {
  const made = await workspaceToSalvage();
  expect(await repackCache(wish(made.cache, { nobodyBorrows: () => false }))).toEqual({ kind: 'gave_way' });
  expect(await condition(made.cache)).toMatchObject({ sinceLastMs: null });
});

/** A `git` whose `gc` leaves its and its child's process id, and takes for ever. */
function gitWithSlowGc(folder: string) {
  const marks = join(folder, 'marks');
  const bin = join(folder, 'bin');
  for (const path of [marks, bin]) mkdirSync(path);
  const real = git(folder, '--exec-path');
  const slow = `sleep 600 & echo $! > '${marks}/child'; echo $$ > '${marks}/new'; mv '${marks}/new' '${marks}/parent'; wait`;
  const script = `#!/bin/sh\nfor word; do [ "$word" = gc ] && { ${slow}; }; done\nexec '${real}/git' "$@"\n`;
  writeFileSync(join(bin, 'git'), script);
  chmodSync(join(bin, 'git'), 0o755);
  const env = { ...testEnvironment(), PATH: `${bin}:${process.env.PATH}` };
  const pid = (who: 'parent' | 'child') => () =>
    existsSync(join(marks, 'parent')) && identityOf(readFileSync(join(marks, who), 'utf8').trim());
  return { env, parent: pid('parent'), child: pid('child') };
}

test('who needs the cache ends a repack under way, whole, and gets it', async () => {
  const folder = temporaryFolder();
  const cache = cacheBelow(folder, bareRemote(join(folder, 'shop.git')));
  await fetchCache(cache);
  const slow = gitWithSlowGc(folder);
  const repacking = repackCache(wish({ ...cache, env: slow.env }));
  const running = [await until('gc runs', slow.parent), await until('gc runs', slow.child)];
  expect(await fetchCache(cache)).toMatchObject({ kind: 'ok' });
  expect(await repacking).toEqual({ kind: 'gave_way' });
  expect(running.map(isAlive)).toEqual([false, false]);
});

test('a repack ends whole with the worker, and is tried again', async () => {
  const folder = temporaryFolder();
  const cache = cacheBelow(folder, bareRemote(join(folder, 'shop.git')));
  await fetchCache(cache);
  const slow = gitWithSlowGc(folder);
  const leaving = new AbortController();
  const repacking = repackCache(wish({ ...cache, env: slow.env }, { signal: leaving.signal }));
  const running = [await until('gc runs', slow.parent), await until('gc runs', slow.child)];
  leaving.abort();
  expect(await repacking).toEqual({ kind: 'gave_way' });
  expect(running.map(isAlive)).toEqual([false, false]);
  expect(await condition(cache)).toMatchObject({ sinceLastMs: null });
});

test('a repack that is killed at any moment leaves every object; what it left half-written goes later', async () => {
  const folder = temporaryFolder();
  const remote = bareRemote(join(folder, 'shop.git'));
  const cache = cacheBelow(folder, remote);
  const session = await sessionWorkspace(folder, remote);
  for (let n = 0; n < 5; n += 1) {
    commit(session.path, { [`${n}.txt`]: `${n}\n`.repeat(2_000) });
    const { path: workspace, branch: head } = session;
    await publish({ cache, workspace, head, sessionId: `r1-${n}`, expectedSha: null, base: 'main' });
  }
  for (const delayMs of [1, 4, 8, 12, 20]) {
    const killed = spawn('git', ['-c', 'gc.packRefs=false', 'gc', '--quiet', '--prune=1.hour.ago'], {
      cwd: cache.directory,
      detached: true,
    });
    const ended = once(killed, 'exit');
    await sleep(delayMs);
    if (killed.exitCode === null && killed.pid !== undefined) process.kill(-killed.pid, 'SIGKILL');
    await ended;
    expect(git(cache.directory, 'fsck', '--no-dangling')).toBe('');
  }
  git(remote, 'update-ref', 'refs/heads/main', git(session.path, 'rev-parse', 'HEAD'));
  git(remote, 'branch', '-D', session.branch);
  expect(await fetchCache(cache)).toMatchObject({ kind: 'ok', changed: true });
  const left = join(cache.directory, 'objects/pack/.tmp-123-pack-0123456789.pack');
  writeFileSync(left, 'half');
  age(cache);
  expect(await repackCache(wish(cache))).toMatchObject({ kind: 'repacked' });
  expect(existsSync(left)).toBe(false);
  expect(git(cache.directory, 'fsck', '--no-dangling')).toBe('');
});
