import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Forge } from '../../../src/edge/forge/forge.ts';
import { lookAtPullRequest, mergePullRequest } from '../../../src/edge/forge/local.ts';
import {
  bareRemote,
  checkout,
  checkoutDigest,
  git,
  importCommit,
  testEnvironment,
  writeFiles,
} from '../../support/git-repository.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { byHand } from './by-hand.ts';
import { describeForge, type ForgeScene } from './forge-contract.ts';

describeForge('local', { noticesChangedCommits: true, namesConflicts: true }, async () =>
  localScene(bareRemote(join(temporaryFolder(), 'shop.git'))),
);

function localScene(remote: string): ForgeScene {
  const folder = temporaryFolder();
  const head = 'planeguard/work-r1-1';
  const headSha = importCommit(remote, { 'b.txt': 'b\n' }, { branch: head });
  const pullRequest = { head, headSha, base: 'main', title: 'Add b' };
  return {
    ...byHand(remote, pullRequest),
    forge: localForge(join(folder, 'cache'), remote),
    pullRequest,
    tip: (branch) => tipOf(remote, branch),
    read: (branch, file) => `${git(remote, 'show', `${branch}:${file}`)}\n`,
    deleteBranch: (branch) => void git(remote, 'update-ref', '-d', `refs/heads/${branch}`),
    goAway: () => rmSync(remote, { recursive: true }),
  };
}

function localForge(caches: string, remote: string): Forge {
  const place = { caches, remote, env: testEnvironment() };
  return {
    lookAt: (pullRequest) => lookAtPullRequest({ ...place, ...pullRequest }),
    merge: (pullRequest) => mergePullRequest({ ...place, ...pullRequest }),
  };
}

function tipOf(remote: string, branch: string): string | null {
  const sha = git(remote, 'for-each-ref', '--format=%(objectname)', `refs/heads/${branch}`);
  return sha === '' ? null : sha;
}

test.each(['ignore', 'updateInstead', 'refuse'])(
  'a base that a person has checked out (denyCurrentBranch=%s) is left to them, byte for byte',
  async (mode) => {
    const person = checkout(join(temporaryFolder(), "it's mine; $(id)"));
    git(person, 'config', 'receive.denyCurrentBranch', mode);
    const { forge, pullRequest } = localScene(person);
    writeFiles(person, { 'a.txt': 'being edited', 'new.txt': 'untracked' });
    const before = checkoutDigest(person);
    const refused = await forge.merge(pullRequest);
    expect(refused).toMatchObject({ kind: 'base_checked_out', worktree: person });
    expect(checkoutDigest(person)).toBe(before);
    expect(await forge.lookAt(pullRequest)).toMatchObject({ state: 'open' });
  },
);

test('the command that it says to type instead does it', async () => {
  const person = checkout(join(temporaryFolder(), "it's mine; $(id)"));
  const { forge, pullRequest } = localScene(person);
  const refused = await forge.merge(pullRequest);
  if (refused.kind !== 'base_checked_out') throw new Error(refused.kind);
  execFileSync('sh', ['-c', `${refused.command} --no-edit`], { stdio: 'ignore' });
  expect(await forge.lookAt(pullRequest)).toMatchObject({ state: 'merged' });
});

test('a base that only another worktree has checked out is left alone as well', async () => {
  const folder = temporaryFolder();
  const person = checkout(join(folder, 'shop'));
  git(person, 'checkout', '--quiet', '-b', 'elsewhere');
  git(person, 'worktree', 'add', '--quiet', join(folder, 'second'), 'main');
  const { forge, pullRequest } = localScene(person);
  expect(await forge.merge(pullRequest)).toMatchObject({
    kind: 'base_checked_out',
    worktree: join(folder, 'second'),
  });
});

test("a person's checkout on another branch gets the merge, and its own branch and files stay as they are", async () => {
  const person = checkout(join(temporaryFolder(), 'shop'));
  git(person, 'checkout', '--quiet', '-b', 'elsewhere');
  const { forge, pullRequest, tip } = localScene(person);
  writeFiles(person, { 'a.txt': 'being edited', 'new.txt': 'untracked' });
  const before = checkoutDigest(person);
  expect(await forge.merge(pullRequest)).toMatchObject({ kind: 'merged', sha: tip('main') });
  expect(checkoutDigest(person)).toBe(before);
});

test('a head that a person looks at is merged and stays', async () => {
  const person = checkout(join(temporaryFolder(), 'shop'));
  const { forge, pullRequest } = localScene(person);
  git(person, 'checkout', '--quiet', pullRequest.head);
  expect(await forge.merge(pullRequest)).toMatchObject({ kind: 'merged', headDeleted: false });
  expect(git(person, 'status', '--porcelain', '--branch')).toBe(`## ${pullRequest.head}`);
});

test('commits that change nothing in the end are not taken for merged', async () => {
  const remote = bareRemote(join(temporaryFolder(), 'shop.git'));
  const { forge, pullRequest } = localScene(remote);
  const empty = git(remote, 'commit-tree', '-p', 'main', '-m', 'Nothing', 'main^{tree}');
  git(remote, 'update-ref', `refs/heads/${pullRequest.head}`, empty);
  expect(await forge.lookAt({ ...pullRequest, headSha: empty })).toEqual({ state: 'open', sha: empty });
});

test('the merge carries the title whatever it contains, and the person as its author', async () => {
  const remote = bareRemote(join(temporaryFolder(), 'shop.git'));
  const { forge, pullRequest } = localScene(remote);
  const title = '--amend "$(id)" `id` #(touch x) ü';
  await forge.merge({ ...pullRequest, title });
  expect(git(remote, 'log', '-1', '--format=%s|%an|%P', 'main').split('|').slice(0, 2)).toEqual([
    title,
    'A Person',
  ]);
});

test('a remote that refuses is quoted', async () => {
  const remote = bareRemote(join(temporaryFolder(), 'shop.git'));
  const { forge, pullRequest } = localScene(remote);
  mkdirSync(join(remote, 'hooks'), { recursive: true });
  const hook = join(remote, 'hooks/update');
  writeFileSync(hook, '#!/bin/sh\necho "main is frozen"\nexit 1\n');
  chmodSync(hook, 0o755);
  const refused = await forge.merge(pullRequest);
  expect(refused).toMatchObject({ kind: 'refused', message: expect.stringContaining('main is frozen') });
});

test('a base that is gone is unknown, not merged or closed', async () => {
  const { forge, pullRequest, deleteBranch, push } = localScene(
    bareRemote(join(temporaryFolder(), 'shop.git')),
  );
  await push(pullRequest.head, { 'c.txt': 'c\n' });
  await deleteBranch('main');
  expect(await forge.lookAt(pullRequest)).toMatchObject({
    state: 'unknown',
    message: expect.stringContaining('main'),
  });
});
