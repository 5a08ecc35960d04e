import { lstatSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { hasCode } from '../files.ts';
import type { RepositoryCache } from '../git/repository-cache.ts';
import { isRealDirectory } from '../workspace/is-real-directory.ts';
import { applySalvage } from './apply-salvage.ts';
import { cloneFromCache, setOrigin } from './clone-from-cache.ts';
import type { Salvage } from './list-salvage.ts';
import { SalvageError } from './salvage-error.ts';

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
 * under way. The directory appears complete or not at all, for its owner alone.
 */
export async function restoreSalvage({ salvage, cache, to }: Restoration): Promise<RestoredSalvage> {
  try {
    if (!isFree(to)) return { kind: 'not_empty' };
    mkdirSync(dirname(to), { recursive: true });
    return await makeIn(mkdtempSync(join(dirname(to), '.planeguard-restoring-')), { salvage, cache, to });
  } catch (error) {
    // Somebody else was quicker.
    if (hasCode(error, 'ENOTEMPTY') || hasCode(error, 'EEXIST')) return { kind: 'not_empty' };
    if (!(error instanceof SalvageError || (error instanceof Error && 'syscall' in error))) throw error;
    return { kind: 'failed', message: error.message };
  }
}

function isFree(path: string): boolean {
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return true;
  return isRealDirectory(path) && readdirSync(path).length === 0;
}

async function makeIn(making: string, { salvage, cache, to }: Restoration): Promise<RestoredSalvage> {
  try {
    await cloneFromCache(making, cache, salvage.sha);
    await setOrigin(making, cache);
    await applySalvage({ salvage, cache, workTree: making });
    renameSync(making, to);
    return { kind: 'restored' };
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
}
