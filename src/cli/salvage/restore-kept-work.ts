import { resolve } from 'node:path';
import { personEnvironment } from '../../config/environment.ts';
import { quoteForSh } from '../../core/quote-for-sh.ts';
import { repositoryCache } from '../../edge/git/repository-cache.ts';
import { restoreSalvage } from '../../edge/salvage/restore-salvage.ts';
import { ProblemError } from '../../protocol/problem.ts';
import type { CliContext } from '../context.ts';
import { findKeptWork } from './find-kept-work.ts';
import { keptWorkView } from './kept-work-view.ts';

/** Throws `not_found` for an unknown id, `state_refused` for a directory with something in it. */
export async function restoreKeptWork(context: CliContext, id: string, directory: string): Promise<number> {
  const { output, cwd, layout } = context;
  const salvage = await findKeptWork(context, id);
  const to = resolve(cwd, directory);
  const cache = repositoryCache(layout.caches, salvage.document.remote, personEnvironment());
  const restored = await restoreSalvage({ salvage, cache, to });
  if (restored.kind === 'not_empty') {
    throw new ProblemError('state_refused', `${to} is not an empty directory. Name another one with --to.`);
  }
  if (restored.kind === 'failed') {
    throw new ProblemError(
      'internal',
      `The work of ${id} could not be restored to ${to}: ${restored.message}.`,
    );
  }
  if (output.json) output.value({ ...keptWorkView(salvage), restoredTo: to });
  else output.line(`Restored to ${to}. Look at it with: git -C ${quoteForSh(to)} status`);
  return 0;
}
