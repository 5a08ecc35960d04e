import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { mergedAt } from '../../../src/edge/forge/local/merged-at.ts';
import { checkout, commit, git, testEnvironment } from '../../support/git-repository.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

test('work of which git cannot be asked is not taken for merged', async () => {
  const path = checkout(join(temporaryFolder(), 'shop'));
  const start = git(path, 'rev-parse', 'HEAD').trim();
  git(path, 'checkout', '--quiet', '-b', 'work');
  const headSha = commit(path, { 'a.txt': 'work' });
  const blob = git(path, 'rev-parse', 'work:a.txt').trim();
  git(path, 'checkout', '--quiet', '-b', 'base', start);
  const baseSha = commit(path, { 'a.txt': 'other' });
  rmSync(join(path, '.git/objects', blob.slice(0, 2), blob.slice(2)));
  expect(() => git(path, 'cherry', baseSha, headSha)).toThrow();
  const cache = { directory: join(path, '.git'), remote: path, env: testEnvironment() };
  expect(await mergedAt(cache, { headSha, baseSha })).toMatchObject({ kind: 'unknown' });
});
