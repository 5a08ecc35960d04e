import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { RepositoryCache } from '../git/repository-cache.ts';
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
 * under way. The directory appears complete or not at all.
 */
export async function restoreSalvage({ salvage, cache, to }: Restoration): Promise<RestoredSalvage> {
  if (existsSync(to) && readdirSync(to).length > 0) return { kind: 'not_empty' };
  const making = join(dirname(to), `.${basename(to)}.restoring`);
  try {
    rmSync(making, { recursive: true, force: true });
    await cloneFromCache(making, cache, salvage.ref);
    await setOrigin(making, cache);
    await applySalvage({ salvage, cache, workTree: making });
    renameSync(making, to);
    return { kind: 'restored' };
  } catch (error) {
    rmSync(making, { recursive: true, force: true });
    if (!(error instanceof SalvageError || (error instanceof Error && 'syscall' in error))) throw error;
    return { kind: 'failed', message: error.message };
  }
}
