import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { GitResult } from './git.ts';
import { staleBelow } from './stale-below.ts';

/** Removes locks that nobody can hold any more from a cache. True when there were any. */
export function clearStaleLocks(cache: string): boolean {
  const refs = readdirSync(join(cache, 'refs'), { recursive: true, encoding: 'utf8' });
  const names = [...readdirSync(cache), ...refs.map((name) => join('refs', name))];
  const stale = staleBelow(
    cache,
    names.filter((name) => name.endsWith('.lock')),
  );
  for (const path of stale) rmSync(path, { force: true });
  return stale.length > 0;
}

/** Runs git on a cache, and once more where a lock was in its way that nobody can hold any more. */
export async function pastStaleLocks(cache: string, git: () => Promise<GitResult>): Promise<GitResult> {
  const first = await git();
  const isLocked = first.kind === 'failed' && first.failure === 'locked';
  return isLocked && clearStaleLocks(cache) ? git() : first;
}
