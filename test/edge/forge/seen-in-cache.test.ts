import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { seenInCache } from '../../../src/edge/forge/local/seen-in-cache.ts';
import { checkout, commit, git, testEnvironment } from '../../support/git-repository.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** A pull request that nobody merged, and whose branch is gone. */
function closedPullRequest() {
  const folder = temporaryFolder();
  const path = checkout(join(folder, 'shop'));
  git(path, 'checkout', '--quiet', '-b', 'work');
  const headSha = commit(path, { 'a.txt': 'work' });
  git(path, 'checkout', '--quiet', 'main');
  const baseSha = commit(path, { 'other.txt': 'other' });
  git(path, 'update-ref', 'refs/remotes/origin/main', baseSha);
  const cache = { directory: join(path, '.git'), remote: path };
  return { folder, path, cache, pullRequest: { head: 'work', headSha, base: 'main' } };
}

test('a pull request whose branch is gone, and whose work nobody took, is closed', async () => {
  const { cache, pullRequest } = closedPullRequest();
  const seen = await seenInCache({ ...cache, env: testEnvironment() }, pullRequest);
  expect(seen).toEqual({ state: 'closed', sha: pullRequest.headSha });
});

test('one whose base was begun anew is closed as well', async () => {
  const { path, cache, pullRequest } = closedPullRequest();
  git(path, 'checkout', '--quiet', '--orphan', 'anew');
  git(path, 'update-ref', 'refs/remotes/origin/main', commit(path, { 'new.txt': 'n' }));
  const seen = await seenInCache({ ...cache, env: testEnvironment() }, pullRequest);
  expect(seen).toEqual({ state: 'closed', sha: pullRequest.headSha });
});

test.each([
  'for-each-ref',
  'merge-base',
  'cherry',
  'diff-tree',
  'merge-tree',
  'rev-parse',
  'log',
  'patch-id',
])('nothing is judged while git %s is killed', async (command) => {
  const { folder, cache, pullRequest } = closedPullRequest();
  const env = { ...testEnvironment(), PATH: `${gitWithout(command, folder)}:${process.env.PATH}` };
  expect(await seenInCache({ ...cache, env }, pullRequest)).toMatchObject({ state: 'unknown' });
});

/** A folder with a git that dies at one command. */
function gitWithout(command: string, folder: string): string {
  const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  writeFileSync(
    join(bin, 'git'),
    `#!/bin/sh\ncase " $* " in *" ${command} "*) kill -9 $$ ;; esac\nexec '${real}' "$@"\n`,
  );
  chmodSync(join(bin, 'git'), 0o755);
  return bin;
}
