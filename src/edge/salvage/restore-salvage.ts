import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { transferTimeoutMs } from '../git/git.ts';
import { workspaceConfig } from '../git/make-cache.ts';
import type { RepositoryCache } from '../git/repository-cache.ts';
import { applySalvage } from './apply-salvage.ts';
import type { Salvage } from './list-salvage.ts';
import { mustGit, SalvageError } from './salvage-error.ts';

export interface Restoration {
  salvage: Salvage;
  cache: RepositoryCache;
  /** Absolute; missing or an empty directory. */
  to: string;
}

export type RestoredSalvage =
  | { kind: 'restored' }
  | { kind: 'not_empty' }
  | { kind: 'failed'; message: string };

/**
 * Makes a clone of its own with everything that a salvage has, as it was: branches, files, index, stash, what was
 * under way. The directory appears complete or not at all.
 */
export async function restoreSalvage({ salvage, cache, to }: Restoration): Promise<RestoredSalvage> {
  if (existsSync(to) && readdirSync(to).length > 0) return { kind: 'not_empty' };
  const making = join(dirname(to), `.${basename(to)}.restoring`);
  try {
    rmSync(making, { recursive: true, force: true });
    await fillClone(making, salvage, cache);
    await applySalvage({ salvage, cache, workTree: making, scratch: join(making, '.git', 'restoring') });
    await mustGit(['update-ref', '-d', restoring], { env: cache.env, gitDir: join(making, '.git') });
    renameSync(making, to);
    return { kind: 'restored' };
  } catch (error) {
    rmSync(making, { recursive: true, force: true });
    if (!(error instanceof SalvageError || (error instanceof Error && 'syscall' in error))) throw error;
    return { kind: 'failed', message: error.message };
  }
}

/** Keeps the objects until every ref is there. */
const restoring = 'refs/planeguard/restoring';

async function fillClone(directory: string, { ref }: Salvage, cache: RepositoryCache): Promise<void> {
  const gitDir = join(directory, '.git');
  for (const folder of ['objects', 'refs', 'info']) mkdirSync(join(gitDir, folder), { recursive: true });
  writeFileSync(join(gitDir, 'HEAD'), 'ref: refs/heads/none\n');
  writeFileSync(join(gitDir, 'config'), workspaceConfig(cache));
  const call = { env: cache.env, gitDir };
  await mustGit(['config', 'remote.origin.url', cache.remote], call);
  await mustGit(['config', 'remote.origin.fetch', '+refs/heads/*:refs/remotes/origin/*'], call);
  const refspecs = [
    '+refs/remotes/origin/*:refs/remotes/origin/*',
    '+refs/tags/*:refs/tags/*',
    `+${ref}:${restoring}`,
  ];
  const args = [
    'fetch',
    '--quiet',
    '--no-tags',
    '--no-write-fetch-head',
    '--end-of-options',
    cache.directory,
  ];
  await mustGit([...args, ...refspecs], { ...call, timeoutMs: transferTimeoutMs });
}
