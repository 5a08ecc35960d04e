import { continueFromSalvage } from '../../edge/salvage/continue-from-salvage.ts';
import { findSalvage, type Salvage } from '../../edge/salvage/list-salvage.ts';
import { shownName } from '../../edge/salvage/salvage-document.ts';
import { type TakenAlong, takeSubmodules } from '../../edge/workspace/fill-workspace.ts';
import type { SessionRecord } from '../journal/session-record.ts';
import type { Session } from '../session/session.ts';

/** The salvaged work of the attempt before; null when there is none. */
export async function findEarlierWork({ record, cache }: Session): Promise<Salvage | null> {
  const { previous, request } = record.grant;
  if (previous === null) return null;
  const attempt = Number(previous.attemptId.slice(request.id.length + 1));
  return findSalvage(cache, { requestId: request.id, attempt });
}

export interface WorkToRestore {
  place: NonNullable<SessionRecord['place']>;
  salvage: Salvage;
  along: TakenAlong;
}

/** Puts salvaged work into a new workspace, then the submodules that it names. Null when done. */
export async function restoreWork(
  { record, cache }: Session,
  { place, salvage, along }: WorkToRestore,
): Promise<{ where: 'host' | 'workspace'; message: string } | null> {
  const { workspace, branch } = place;
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
