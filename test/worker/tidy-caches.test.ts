import { rmSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { stateLayout } from '../../src/config/state-layout.ts';
import { cacheCondition, noteLetGo } from '../../src/edge/git/cache-condition.ts';
import { fetchCache } from '../../src/edge/git/fetch-cache.ts';
import { repositoryCache } from '../../src/edge/git/repository-cache.ts';
import { openLog } from '../../src/edge/log.ts';
import { createWorkspace } from '../../src/edge/workspace/create-workspace.ts';
import { Journal } from '../../src/worker/journal/journal.ts';
import { tidyCaches } from '../../src/worker/tidy-caches.ts';
import { bareRemote, testEnvironment } from '../support/git-repository.ts';
import { recordOf, someGrant } from '../support/session-record.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { TestClock } from '../support/test-clock.ts';

/** A worker's state directory with one cache, of which something was let go. */
async function place() {
  const folder = temporaryFolder();
  const remote = bareRemote(`${folder}/shop.git`);
  const layout = stateLayout(folder);
  const journal = new Journal(layout.journal);
  onTestFinished(() => journal.close());
  const environment = testEnvironment();
  const cache = repositoryCache(layout.caches, remote, environment);
  const fetched = await fetchCache(cache);
  if (fetched.kind !== 'ok') throw new Error(fetched.message);
  noteLetGo(cache.directory, 'a salvage');
  const retention = { salvageMs: 30 * 86_400_000 };
  const clock = new TestClock();
  const context = {
    clock,
    config: { retention },
    environment,
    layout,
    journal,
    log: openLog(null, 'silent'),
  };
  const tidy = () => tidyCaches(context, new AbortController().signal);
  const repacked = async () =>
    (await cacheCondition(cache.directory, { env: environment, nowMs: clock.nowMs() }))?.letGo === false;
  return { context, remote, cache, fetched, tidy, repacked };
}

it('repacks a cache when nobody borrows', async () => {
  const { tidy, repacked } = await place();
  expect(await repacked()).toBe(false);
  await tidy();
  expect(await repacked()).toBe(true);
});

it('waits for a session of which there is no workspace yet, and for kept workspaces', async () => {
  const { context, remote, tidy, repacked } = await place();
  const record = recordOf({ ...someGrant, request: { ...someGrant.request, remote } });
  context.journal.accept(record);
  await tidy();
  expect(await repacked()).toBe(false);
  const kept = { path: '/gone', why: 'in_review', since: '2030-01-01T00:00:00.000Z' } as const;
  context.journal.save({ ...record, state: 'ended', kept });
  await tidy();
  expect(await repacked()).toBe(false);
  context.journal.save({ ...record, state: 'ended', kept: null });
  await tidy();
  expect(await repacked()).toBe(true);
});

it('waits for a workspace that the journal does not know', async () => {
  const { context, cache, fetched, tidy, repacked } = await place();
  const path = context.layout.workspace('rlost0001-1');
  const owner = { installation: 'w1', sessionId: 'rlost0001-1' };
  const { defaultBranch, headSha: startSha } = fetched;
  await createWorkspace({ path, owner, cache, defaultBranch, branch: 'b', startSha });
  await tidy();
  expect(await repacked()).toBe(false);
  rmSync(path, { recursive: true });
  await tidy();
  expect(await repacked()).toBe(true);
});
