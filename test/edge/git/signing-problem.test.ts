import { execFileSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { signingProblem } from '../../../src/edge/git/signing-problem.ts';
import { checkout, git } from '../../support/git-repository.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** A workspace of a person who signs with an ssh key of this passphrase. */
function place(passphrase: string) {
  const folder = temporaryFolder();
  const workspace = checkout(join(folder, 'workspace'));
  const key = join(folder, 'key');
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', passphrase, '-f', key]);
  for (const [name, value] of [
    ['gpg.format', 'ssh'],
    ['user.signingKey', key],
    ['commit.gpgSign', 'true'],
  ] as const) {
    git(workspace, 'config', name, value);
  }
  const env = { PATH: process.env.PATH ?? '', HOME: folder, GIT_CONFIG_NOSYSTEM: '1' };
  const identity = { GIT_COMMITTER_NAME: 'A', GIT_COMMITTER_EMAIL: 'a@example.org' };
  const author = { GIT_AUTHOR_NAME: 'A', GIT_AUTHOR_EMAIL: 'a@example.org' };
  return { folder, workspace, env: { ...env, ...identity, ...author } };
}

test('a key that signs without a question is no problem, and leaves nothing to see', async () => {
  const { workspace, env } = place('');
  expect(await signingProblem(workspace, env)).toBeNull();
  expect(git(workspace, 'status', '--porcelain')).toBe('');
  expect(git(workspace, 'rev-list', '--all', '--count')).toBe('1');
});

test('a key with a passphrase that nobody has typed is said, with what to do', async () => {
  const { workspace, env } = place('secret');
  const problem = await signingProblem(workspace, env);
  expect(problem).toContain('commit.gpgSign');
  expect(problem).toContain('sign: off');
});

test('where nothing is to be signed no key is asked for', async () => {
  const { workspace, env } = place('secret');
  git(workspace, 'config', 'commit.gpgSign', 'false');
  expect(await signingProblem(workspace, env)).toBeNull();
});

test('a program that waits for a person is ended after its time', { timeout: 30_000 }, async () => {
  const { folder, workspace, env } = place('');
  const waiting = join(folder, 'waiting');
  writeFileSync(waiting, '#!/bin/sh\nexec sleep 60\n');
  chmodSync(waiting, 0o755);
  git(workspace, 'config', 'gpg.ssh.program', waiting);
  expect(await signingProblem(workspace, env)).toContain('within 10 s');
});
