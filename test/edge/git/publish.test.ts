import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fetchCache } from '../../../src/edge/git/fetch-cache.ts';
import { type Publication, publish } from '../../../src/edge/git/publish.ts';
import {
  bareRemote,
  checkout,
  checkoutDigest,
  commit,
  git,
  writeFiles,
} from '../../support/git-repository.ts';
import { type SessionWorkspace, sessionWorkspace } from '../../support/session-workspace.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const publication = (session: SessionWorkspace, expectedSha: string | null = null): Publication => ({
  cache: session.cache,
  workspace: session.path,
  sessionId: session.owner.sessionId,
  head: session.branch,
  expectedSha,
  base: 'main',
});

const tip = (remote: string, branch: string): string => git(remote, 'rev-parse', `refs/heads/${branch}`);

test('the commits of a workspace arrive as a new branch of the remote', async () => {
  const folder = temporaryFolder();
  const remote = bareRemote(join(folder, 'shop.git'));
  const session = await sessionWorkspace(folder, remote);
  commit(session.path, { 'b.txt': 'b' });
  const sha = commit(session.path, { 'c.txt': 'c' });
  expect(await publish(publication(session))).toEqual({ kind: 'published', sha, commits: 2 });
  expect(tip(remote, session.branch)).toBe(sha);
});

test('publishing again, or after an answer that was lost, is the same', async () => {
  const folder = temporaryFolder();
  const session = await sessionWorkspace(folder, bareRemote(join(folder, 'shop.git')));
  const sha = commit(session.path, { 'b.txt': 'b' });
  await publish(publication(session));
  expect(await publish(publication(session, sha))).toMatchObject({ kind: 'published', sha });
  expect(await publish(publication(session, null))).toMatchObject({ kind: 'published', sha });
});

test('rewritten commits replace what we published, and only that', async () => {
  const folder = temporaryFolder();
  const remote = bareRemote(join(folder, 'shop.git'));
  const session = await sessionWorkspace(folder, remote);
  const first = commit(session.path, { 'b.txt': 'b' });
  await publish(publication(session));
  git(session.path, 'commit', '--quiet', '--amend', '-m', 'Better');
  const second = git(session.path, 'rev-parse', 'HEAD');
  expect(await publish(publication(session, first))).toMatchObject({ kind: 'published', sha: second });
  expect(tip(remote, session.branch)).toBe(second);
});

test('a head that somebody else moved is shown and not overwritten', async () => {
  const folder = temporaryFolder();
  const remote = bareRemote(join(folder, 'shop.git'));
  const session = await sessionWorkspace(folder, remote);
  const first = commit(session.path, { 'b.txt': 'b' });
  await publish(publication(session));
  git(folder, 'clone', '--quiet', '--branch', session.branch, remote, 'colleague');
  const theirs = commit(join(folder, 'colleague'), { 'theirs.txt': 'x' });
  git(join(folder, 'colleague'), 'push', '--quiet');
  commit(session.path, { 'c.txt': 'c' });
  expect(await publish(publication(session, first))).toEqual({ kind: 'moved', sha: theirs });
  expect(tip(remote, session.branch)).toBe(theirs);
  git(session.path, 'pull', '--quiet', '--no-rebase', '--no-edit', 'origin', session.branch);
  const merged = git(session.path, 'rev-parse', 'HEAD');
  expect(await publish(publication(session, first))).toMatchObject({ kind: 'published', sha: merged });
});

test.each(['-x', '--exec=echo>bitten', '$(echo>bitten)', "';echo>bitten;'", 'a/%n#{x}`echo>bitten`'])(
  'a head that a person has called %s is a name, and nothing else',
  async (head) => {
    const folder = temporaryFolder();
    const remote = bareRemote(join(folder, 'shop.git'));
    const session = await sessionWorkspace(folder, remote);
    const first = tip(remote, 'main');
    git(remote, 'update-ref', `refs/heads/${head}`, first);
    const sha = commit(session.path, { 'b.txt': 'b' });
    const published = await publish({ ...publication(session, first), head });
    expect(published).toEqual({ kind: 'published', sha, commits: 1 });
    expect(tip(remote, head)).toBe(sha);
    expect(
      [folder, remote, session.path, process.cwd()].filter((place) => existsSync(join(place, 'bitten'))),
    ).toEqual([]);
  },
);

test('a head that was deleted is not made again', async () => {
  const folder = temporaryFolder();
  const remote = bareRemote(join(folder, 'shop.git'));
  const session = await sessionWorkspace(folder, remote);
  const first = commit(session.path, { 'b.txt': 'b' });
  await publish(publication(session));
  git(remote, 'update-ref', '-d', `refs/heads/${session.branch}`);
  commit(session.path, { 'c.txt': 'c' });
  expect(await publish(publication(session, first))).toEqual({ kind: 'moved', sha: null });
});

test('no commit beyond the base is nothing to publish', async () => {
  const folder = temporaryFolder();
  const remote = bareRemote(join(folder, 'shop.git'));
  const session = await sessionWorkspace(folder, remote);
  writeFiles(session.path, { 'b.txt': 'not committed' });
  expect(await publish(publication(session))).toEqual({ kind: 'nothing_to_publish' });
  git(session.path, 'checkout', '--quiet', '--orphan', 'unborn');
  expect(await publish(publication(session))).toEqual({ kind: 'nothing_to_publish' });
  expect(git(remote, 'branch', '--list', 'planeguard/*')).toBe('');
});

test('a workspace that was reset to the base does not empty what is published', async () => {
  const folder = temporaryFolder();
  const remote = bareRemote(join(folder, 'shop.git'));
  const session = await sessionWorkspace(folder, remote);
  const sha = commit(session.path, { 'b.txt': 'b' });
  await publish(publication(session));
  git(session.path, 'reset', '--quiet', '--hard', session.startSha);
  expect(await publish(publication(session, sha))).toEqual({ kind: 'nothing_to_publish' });
  expect(tip(remote, session.branch)).toBe(sha);
});

test('the commit of a detached head is published', async () => {
  const folder = temporaryFolder();
  const session = await sessionWorkspace(folder, bareRemote(join(folder, 'shop.git')));
  git(session.path, 'checkout', '--quiet', '--detach');
  const sha = commit(session.path, { 'b.txt': 'b' });
  expect(await publish(publication(session))).toMatchObject({ kind: 'published', sha });
});

test.each(['ignore', 'updateInstead'])(
  "a person's checkout (denyCurrentBranch=%s) is not touched",
  async (mode) => {
    const folder = temporaryFolder();
    const person = checkout(join(folder, "it's mine"));
    git(person, 'config', 'receive.denyCurrentBranch', mode);
    const session = await sessionWorkspace(folder, person);
    const first = commit(session.path, { 'b.txt': 'b' });
    writeFiles(person, { 'a.txt': 'being edited', 'new.txt': 'untracked' });
    const before = checkoutDigest(person);
    expect(await publish(publication(session))).toMatchObject({ kind: 'published', sha: first });
    expect(checkoutDigest(person)).toBe(before);
    const ontoMain = { ...publication(session, session.startSha), head: 'main' };
    expect(await publish(ontoMain)).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('checked out'),
    });
    expect(checkoutDigest(person)).toBe(before);
  },
);

test('a head that a person has checked out is refused with what to do, in any of their worktrees', async () => {
  const folder = temporaryFolder();
  const person = checkout(join(folder, 'shop'));
  const session = await sessionWorkspace(folder, person);
  const first = commit(session.path, { 'b.txt': 'b' });
  await publish(publication(session));
  git(person, 'worktree', 'add', '--quiet', join(folder, 'review'), session.branch);
  commit(session.path, { 'c.txt': 'c' });
  const refused = await publish(publication(session, first));
  expect(refused).toMatchObject({
    kind: 'refused',
    message: expect.stringContaining('Switch to another branch'),
  });
  expect(git(join(folder, 'review'), 'status', '--porcelain')).toBe('');
});

test("a remote's own hook refuses, in its own words", async () => {
  const folder = temporaryFolder();
  const remote = bareRemote(join(folder, 'shop.git'));
  const session = await sessionWorkspace(folder, remote);
  const hook = join(remote, 'hooks/pre-receive');
  mkdirSync(join(remote, 'hooks'), { recursive: true });
  writeFileSync(hook, '#!/bin/sh\necho "no work on Sundays"\nexit 1\n');
  chmodSync(hook, 0o755);
  commit(session.path, { 'b.txt': 'b' });
  const refused = await publish(publication(session));
  expect(refused).toMatchObject({ kind: 'refused', message: expect.stringContaining('no work on Sundays') });
});

test('a branch that is in the way of ours is named', async () => {
  const folder = temporaryFolder();
  const remote = bareRemote(join(folder, 'shop.git'));
  const session = await sessionWorkspace(folder, remote);
  git(remote, 'branch', 'planeguard', 'main');
  commit(session.path, { 'b.txt': 'b' });
  expect(await publish(publication(session))).toMatchObject({ kind: 'refused' });
});

test('a remote that is gone is not an answer', async () => {
  const folder = temporaryFolder();
  const remote = bareRemote(join(folder, 'shop.git'));
  const session = await sessionWorkspace(folder, remote);
  commit(session.path, { 'b.txt': 'b' });
  rmSync(remote, { recursive: true });
  expect(await publish(publication(session))).toMatchObject({ kind: 'unreachable' });
});

test('nothing that the workspace configures runs while its commit is taken', async () => {
  const folder = temporaryFolder();
  const session = await sessionWorkspace(folder, bareRemote(join(folder, 'shop.git')));
  const trap = join(folder, 'trap');
  commit(session.path, { 'b.txt': 'b' });
  for (const name of [
    'core.fsmonitor',
    'uploadpack.packObjectsHook',
    'core.alternateRefsCommand',
    'core.sshCommand',
  ]) {
    git(session.path, 'config', name, `touch '${trap}'; false`);
  }
  expect(await publish(publication(session))).toMatchObject({ kind: 'published' });
  expect(existsSync(trap)).toBe(false);
});

test('ten sessions publish at once', async () => {
  const folder = temporaryFolder();
  const person = checkout(join(folder, 'shop'));
  const ids = Array.from({ length: 10 }, (_, index) => `r${index}-1`);
  const sessions = await Promise.all(ids.map((id) => sessionWorkspace(folder, person, id)));
  for (const session of sessions) commit(session.path, { [`${session.owner.sessionId}.txt`]: 'x' });
  const published = await Promise.all(sessions.map((session) => publish(publication(session))));
  expect(published.map(({ kind }) => kind)).toEqual(Array(10).fill('published'));
  expect(await fetchCache(sessions[0]?.cache ?? raise())).toMatchObject({ kind: 'ok' });
});

function raise(): never {
  throw new Error('there is no first session');
}
