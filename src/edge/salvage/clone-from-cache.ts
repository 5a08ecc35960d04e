import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { transferTimeoutMs } from '../git/git.ts';
import { workspaceConfig } from '../git/make-cache.ts';
import type { RepositoryCache } from '../git/repository-cache.ts';
import { mustGit } from './salvage-error.ts';

/** Keeps the objects of a salvage until every ref is there. */
export const restoring = 'refs/planeguard/restoring';

/**
 * Makes a repository with objects of its own, and with those of a salvage.
 * @param salvage its ref, or its commit.
 */
export async function cloneFromCache(
  directory: string,
  cache: RepositoryCache,
  salvage: string,
): Promise<void> {
  const gitDir = join(directory, '.git');
  rmSync(gitDir, { recursive: true, force: true });
  for (const folder of ['objects', 'refs', 'info']) mkdirSync(join(gitDir, folder), { recursive: true });
  writeFileSync(join(gitDir, 'HEAD'), 'ref: refs/heads/none\n');
  writeFileSync(join(gitDir, 'config'), workspaceConfig(cache));
  await fetchFrom(cache, gitDir, [`+${salvage}:${restoring}`]);
}

/** What a clone of the remote would have besides: where it is, its branches and its tags. */
export async function setOrigin(directory: string, cache: RepositoryCache): Promise<void> {
  const gitDir = join(directory, '.git');
  const call = { env: cache.env, gitDir };
  await mustGit(['config', 'remote.origin.url', cache.remote], call);
  await mustGit(['config', 'remote.origin.fetch', '+refs/heads/*:refs/remotes/origin/*'], call);
  await fetchFrom(cache, gitDir, [
    '+refs/remotes/origin/*:refs/remotes/origin/*',
    '+refs/tags/*:refs/tags/*',
  ]);
}

async function fetchFrom(
  { env, directory }: RepositoryCache,
  gitDir: string,
  refspecs: string[],
): Promise<void> {
  const options = ['--quiet', '--no-tags', '--no-write-fetch-head', '--end-of-options'];
  const call = { env, gitDir, timeoutMs: transferTimeoutMs };
  await mustGit(['fetch', ...options, directory, ...refspecs], call);
}
