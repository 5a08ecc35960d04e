import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { signingProblem } from '../../../src/edge/git/signing-problem.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** How a commit is tried that a person signs with an ssh key of this passphrase. */
function trial(passphrase: string, more: readonly (readonly [string, string])[] = []) {
  const root = temporaryFolder();
  const key = join(root, 'key');
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', passphrase, '-f', key]);
  const settings = [
    ['gpg.format', 'ssh'],
    ['user.signingKey', key],
    ['commit.gpgSign', 'true'],
    ...more,
  ] as const;
  const env = { PATH: process.env.PATH ?? '', HOME: root, GIT_CONFIG_NOSYSTEM: '1' };
  const identity = { GIT_COMMITTER_NAME: 'A', GIT_COMMITTER_EMAIL: 'a@example.org' };
  const author = { GIT_AUTHOR_NAME: 'A', GIT_AUTHOR_EMAIL: 'a@example.org' };
  return { root, folder: join(root, 'trial'), settings, env: { ...env, ...identity, ...author } };
}

test('a key that signs without a question is no problem, and leaves nothing', async () => {
  const wanted = trial('');
  expect(await signingProblem(wanted)).toBeNull();
  expect(readdirSync(wanted.root).sort()).toEqual(['key', 'key.pub']);
});

test('a key with a passphrase that nobody has typed is said, with what to do', async () => {
  const problem = await signingProblem(trial('secret'));
  expect(problem).toContain('commit.gpgSign');
  expect(problem).toContain('sign: off');
});

test('where nothing is to be signed no key is asked for', async () => {
  expect(await signingProblem(trial('secret', [['commit.gpgSign', 'false']]))).toBeNull();
});

test('a program that waits for a person is ended after its time', { timeout: 30_000 }, async () => {
  const waiting = join(temporaryFolder(), 'waiting');
  writeFileSync(waiting, '#!/bin/sh\nexec sleep 60\n');
  chmodSync(waiting, 0o755);
  expect(await signingProblem(trial('', [['gpg.ssh.program', waiting]]))).toContain('within 10 s');
});
