import type { RepositoryCache } from '../git/repository-cache.ts';
import { startBranch } from '../workspace/start-branch.ts';
import { applySalvage } from './apply-salvage.ts';
import type { Salvage } from './list-salvage.ts';
import { SalvageError } from './salvage-error.ts';

/**
 * Brings a new workspace into the state of a salvage, and lets `branch` begin where that stands. Null when done, else
 * why not. May be repeated until somebody has worked there.
 */
export async function continueFromSalvage(wanted: {
  salvage: Salvage;
  cache: RepositoryCache;
  workspace: string;
  branch: string;
}): Promise<string | null> {
  const { salvage, cache, workspace, branch } = wanted;
  try {
    await applySalvage({ salvage, cache, workTree: workspace });
    return await startBranch({ workspace, branch, env: cache.env });
  } catch (error) {
    if (error instanceof SalvageError) return error.message;
    throw error;
  }
}
