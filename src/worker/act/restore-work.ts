import { continueFromSalvage } from '../../edge/salvage/continue-from-salvage.ts';
import { findSalvage } from '../../edge/salvage/list-salvage.ts';
import type { SessionRecord } from '../journal/session-record.ts';
import type { Session } from '../session/session.ts';

/** Puts the salvaged work of the attempt before into a new workspace. Null when done, or when there is none. */
export async function restoreWork(
  { record, cache }: Session,
  { workspace, branch }: NonNullable<SessionRecord['place']>,
): Promise<string | null> {
  const { previous, request } = record.grant;
  if (previous === null) return null;
  const attempt = Number(previous.attemptId.slice(request.id.length + 1));
  const salvage = await findSalvage(cache, { requestId: request.id, attempt });
  if (salvage === null) return null;
  const problem = await continueFromSalvage({ salvage, cache, workspace, branch });
  if (problem === null) return null;
  return `The salvaged work of ${previous.attemptId} could not be restored: ${problem}. To start without it: planeguard retry ${request.id} --fresh`;
}
