import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type GitResult, runGit, transferTimeoutMs } from './git.ts';
import type { RepositoryCache } from './repository-cache.ts';

/** Whether refs or objects are torn, as after a power cut. Slow on large repositories: ask only after a failure. */
export async function isDamaged(cache: RepositoryCache): Promise<boolean> {
  const call = { env: cache.env, gitDir: cache.directory, timeoutMs: transferTimeoutMs };
  const checked = await runGit(['fsck', '--connectivity-only', '--no-dangling', '--no-progress'], call);
  return checked.kind === 'failed' && checked.failure === 'failed';
}

/**
 * Fetches everything anew into a damaged cache, in place: workspaces borrow from this very directory. Only the copies
 * of the remote's refs are dropped first; until they are back, work merely looks unpublished, and is kept.
 */
export function refetch(
  cache: RepositoryCache,
  fetch: (options: readonly string[]) => Promise<GitResult>,
): Promise<GitResult> {
  for (const refs of ['packed-refs', 'refs/remotes/origin', 'refs/tags']) {
    rmSync(join(cache.directory, refs), { recursive: true, force: true });
  }
  return fetch(['--refetch']);
}
