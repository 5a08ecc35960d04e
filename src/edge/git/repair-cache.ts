import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type GitResult, runGit, transferTimeoutMs } from './git.ts';
import { initialise } from './make-cache.ts';
import type { RepositoryCache } from './repository-cache.ts';

/** Whether refs or objects are torn, as after a power cut. Slow on large repositories: ask only after a failure. */
export async function isDamaged(cache: RepositoryCache): Promise<boolean> {
  const call = { env: cache.env, gitDir: cache.directory, timeoutMs: transferTimeoutMs };
  const checked = await runGit(['fsck', '--connectivity-only', '--no-dangling', '--no-progress'], call);
  return (
    checked.kind === 'failed' && (checked.failure === 'failed' || checked.failure === 'not_a_repository')
  );
}

/**
 * Makes a damaged cache ready to fetch everything anew (`--refetch`), in place: workspaces borrow from this very
 * directory. Only copies of the remote's refs and empty object files go; until the refs are back, work merely looks
 * unpublished, and is kept.
 */
export async function repairCache(cache: RepositoryCache, shaLength: number): Promise<GitResult> {
  for (const name of ['HEAD', 'packed-refs', 'refs/remotes/origin', 'refs/tags']) {
    rmSync(join(cache.directory, name), { recursive: true, force: true });
  }
  for (const path of looseObjects(cache.directory)) {
    if (statSync(path).size === 0) rmSync(path);
  }
  return initialise(cache.directory, shaLength, cache.env);
}

function looseObjects(directory: string): string[] {
  const objects = join(directory, 'objects');
  const folders = readdirSync(objects).filter((name) => /^[0-9a-f]{2}$/.test(name));
  return folders.flatMap((folder) =>
    readdirSync(join(objects, folder)).map((name) => join(objects, folder, name)),
  );
}
