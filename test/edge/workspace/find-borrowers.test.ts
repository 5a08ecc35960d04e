import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { findBorrowers } from '../../../src/edge/workspace/find-borrowers.ts';
import { bareRemote } from '../../support/git-repository.ts';
import { cacheBelow, sessionWorkspace } from '../../support/session-workspace.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

test('workspaces borrow from the cache of their remote, also those being made or deleted', async () => {
  const folder = temporaryFolder();
  const remote = bareRemote(join(folder, 'shop.git'));
  const { path, cache } = await sessionWorkspace(folder, remote);
  const root = dirname(path);
  expect(findBorrowers(root, cache.directory)).toEqual([path]);
  expect(findBorrowers(root, cacheBelow(folder, join(folder, 'other.git')).directory)).toEqual([]);
  renameSync(path, join(root, '.r1-1.making'));
  expect(findBorrowers(root, cache.directory)).toHaveLength(1);
  rmSync(root, { recursive: true });
  expect(findBorrowers(root, cache.directory)).toEqual([]);
});

test('a workspace that cannot be read counts as one that borrows', async () => {
  const folder = temporaryFolder();
  const { path, cache } = await sessionWorkspace(folder, bareRemote(join(folder, 'shop.git')));
  const alternates = join(path, '.git/objects/info/alternates');
  rmSync(alternates);
  mkdirSync(alternates);
  expect(findBorrowers(dirname(path), cache.directory)).toEqual([path]);
});
