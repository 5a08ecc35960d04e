import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readSync } from '../../../src/edge/exec.ts';
import { publish } from '../../../src/edge/git/publish.ts';
import { repackCache } from '../../../src/edge/git/repack-cache.ts';
import { bareRemote, commit, git, testEnvironment } from '../../support/git-repository.ts';
import { sessionWorkspace } from '../../support/session-workspace.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const isInstalled = readSync('git', ['lfs', 'version'], testEnvironment()) !== null;
const id = createHash('sha256').update('large file').digest('hex');

/** Where git-lfs keeps the file in a git directory. */
const fileIn = (gitDir: string): string => join(gitDir, 'lfs/objects', id.slice(0, 2), id.slice(2, 4), id);

/** A session that has committed a file which Git LFS keeps. */
async function withLargeFile(more: (folder: string) => Record<string, string> = () => ({})) {
  const folder = temporaryFolder();
  const files = { '.gitattributes': '*.bin filter=lfs -text\n', ...more(folder) };
  const remote = bareRemote(join(folder, 'shop.git'), files);
  const { path: workspace, cache, branch: head } = await sessionWorkspace(folder, remote);
  git(workspace, 'lfs', 'install', '--local');
  commit(workspace, { 'large.bin': 'large file' });
  const wanted = { cache, workspace, head, sessionId: 'r1-1', expectedSha: null, base: 'main' };
  return { folder, remote, workspace, cache, wanted };
}

test.skipIf(!isInstalled)('what Git LFS keeps is uploaded with the commits (needs git-lfs)', async () => {
  const { remote, cache, wanted } = await withLargeFile();
  expect(await publish(wanted)).toMatchObject({ kind: 'published', commits: 1 });
  expect(readFileSync(fileIn(remote), 'utf8')).toBe('large file');
  const nobodyBorrows = () => true;
  const { signal } = new AbortController();
  const { directory, env } = cache;
  await repackCache({ directory, env, nowMs: 0, headsMs: 0, signal, nobodyBorrows });
  expect(existsSync(fileIn(directory))).toBe(false);
});

test.skipIf(!isInstalled)('it goes where the base says, whatever the work says (needs git-lfs)', async () => {
  const urlOf = (name: string) => (folder: string) => ({
    '.lfsconfig': `[lfs]\n\turl = file://${bareRemote(join(folder, name))}\n`,
  });
  const { folder, remote, workspace, wanted } = await withLargeFile(urlOf('store.git'));
  commit(workspace, urlOf('elsewhere.git')(folder));
  expect(await publish(wanted)).toMatchObject({ kind: 'published' });
  expect(
    [join(folder, 'store.git'), join(folder, 'elsewhere.git'), remote]
      .map(fileIn)
      .map((file) => existsSync(file)),
  ).toEqual([true, false, false]);
});

test.skipIf(!isInstalled)('no pointer is pushed to a file that is lost (needs git-lfs)', async () => {
  const { remote, workspace, wanted } = await withLargeFile();
  rmSync(fileIn(join(workspace, '.git')));
  expect(await publish(wanted)).toMatchObject({
    kind: 'refused',
    message: expect.stringContaining('files of Git LFS could not be uploaded'),
  });
  expect(git(remote, 'branch', '--list', wanted.head)).toBe('');
});
