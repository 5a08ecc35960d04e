import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fetchCache } from '../../src/edge/git/fetch-cache.ts';
import { type RepositoryCache, repositoryCache } from '../../src/edge/git/repository-cache.ts';
import { createWorkspace } from '../../src/edge/workspace/create-workspace.ts';
import { testEnvironment } from './git-repository.ts';

export interface SessionWorkspace {
  path: string;
  cache: RepositoryCache;
  branch: string;
  startSha: string;
  owner: { installation: string; sessionId: string };
}

export const cacheBelow = (folder: string, remote: string): RepositoryCache =>
  repositoryCache(join(folder, 'cache'), remote, testEnvironment());

/** A cache that is up to date, where work on it begins, and a folder `<folder>/workspaces`. */
export async function fetchedCache(folder: string, remote: string) {
  const cache = cacheBelow(folder, remote);
  const fetched = await fetchCache(cache);
  if (fetched.kind !== 'ok') throw new Error(fetched.message);
  mkdirSync(join(folder, 'workspaces'), { recursive: true });
  return { cache, defaultBranch: fetched.defaultBranch, startSha: fetched.headSha };
}

/** A session's workspace below `<folder>/workspaces`, made as the worker makes it. */
export async function sessionWorkspace(
  folder: string,
  remote: string,
  sessionId = 'r1-1',
): Promise<SessionWorkspace> {
  const { cache, defaultBranch, startSha } = await fetchedCache(folder, remote);
  const path = join(folder, 'workspaces', sessionId);
  const owner = { installation: 'w1', sessionId };
  const branch = `planeguard/work-${sessionId}`;
  const made = await createWorkspace({ path, owner, cache, defaultBranch, branch, startSha });
  if (made.kind === 'refused') throw new Error(made.message);
  return { path, cache, branch, startSha, owner };
}
