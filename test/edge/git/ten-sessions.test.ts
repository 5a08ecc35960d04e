import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fetchCache } from '../../../src/edge/git/fetch-cache.ts';
import { publish } from '../../../src/edge/git/publish.ts';
import { bareRemote, commit, git } from '../../support/git-repository.ts';
import { cacheBelow, sessionWorkspace } from '../../support/session-workspace.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const sessions = Array.from({ length: 10 }, (_, n) => `r${n}-1`);

test('ten sessions of one repository fetch, begin and publish at once, and none meets a lock', async () => {
  const folder = temporaryFolder();
  const remote = bareRemote(join(folder, 'shop.git'));
  const published = await Promise.all(
    sessions.map(async (sessionId) => {
      const made = await sessionWorkspace(folder, remote, sessionId);
      const sha = commit(made.path, { [`${sessionId}.txt`]: sessionId });
      await fetchCache(made.cache);
      const { cache, path: workspace, branch: head } = made;
      const done = await publish({ cache, workspace, sessionId, head, expectedSha: null, base: 'main' });
      return { done, sha, at: git(remote, 'rev-parse', `refs/heads/${head}`) };
    }),
  );
  for (const { done, sha, at } of published) {
    expect(done).toEqual({ kind: 'published', sha, commits: 1 });
    expect(at).toBe(sha);
  }
  expect(await fetchCache(cacheBelow(folder, remote))).toMatchObject({ kind: 'ok' });
  expect(git(cacheBelow(folder, remote).directory, 'fsck', '--no-dangling')).toBe('');
});
