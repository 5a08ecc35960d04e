import { attemptNumber } from '../../core/ids.ts';
import { continueFromSalvage } from '../../edge/salvage/continue-from-salvage.ts';
import { type Salvage, salvageOf } from '../../edge/salvage/list-salvage.ts';
import { shownName } from '../../edge/salvage/salvage-document.ts';
import type { NotCompleted } from '../../edge/workspace/create-workspace.ts';
import { type TakenAlong, takeSubmodules } from '../../edge/workspace/fill-workspace.ts';
import type { Session } from '../session/session.ts';

/** The newest salvaged work since the attempt before, which may be of one that never launched; null when there is none. */
export async function findEarlierWork({ record, cache }: Session): Promise<Salvage | null> {
  const { previous, request, fence } = record.grant;
  if (previous === null) return null;
  const since = attemptNumber(previous.attemptId);
  const found = await salvageOf(cache, request.id);
  return found.find(({ document }) => document.attempt >= since && document.attempt < fence) ?? null;
}

export interface WorkToRestore {
  /** A clone that nobody has worked in. */
  workspace: string;
  branch: string;
  salvage: Salvage;
  along: TakenAlong;
}

/** Puts salvaged work into a new workspace, then the submodules that it names. Null when done. */
export async function restoreWork(
  { record, cache }: Session,
  { workspace, branch, salvage, along }: WorkToRestore,
): Promise<NotCompleted | null> {
  const { requestId, attempt, nested } = salvage.document;
  const what = `The salvaged work of ${requestId}-${attempt}`;
  const fresh = `To start without it: planeguard retry ${record.grant.request.id} --fresh`;
  const problem = await continueFromSalvage({ salvage, cache, workspace, branch });
  if (problem !== null) {
    return { where: 'workspace', message: `${what} could not be restored: ${problem}. ${fresh}` };
  }
  const except = nested.map(({ path }) => shownName(path));
  const filled = along.submodules ? await takeSubmodules({ workspace, cache, along }, except) : null;
  if (filled?.kind !== 'refused') return null;
  const { where, why } = filled;
  return { where, message: where === 'host' ? `${why}.` : `${what} could not be continued: ${why}.` };
}
