import { dropSalvage } from '../edge/salvage/drop-salvage.ts';
import { evidence } from './evidence.ts';
import { type FoundSalvage, findSalvage } from './reclaim/find-salvage.ts';
import type { Sessions } from './sessions.ts';

/** Its time is over, or a person has decided so. */
type Why = 'salvage_expired' | 'salvage_dropped';

/** Lets go of a salvage, with a receipt; not of one whose workspace is kept. */
export async function letGoOfSalvage(
  sessions: Sessions,
  { id, salvage }: Pick<FoundSalvage, 'id' | 'salvage'>,
  why: Why,
): Promise<boolean> {
  const { context } = sessions;
  if (sessions.kept().some((record) => record.id === id)) return false;
  if (!(await dropSalvage(salvage, context.environment))) return false;
  const receipt = evidence(context, why, { ref: salvage.ref, madeAt: salvage.document.madeAt });
  context.journal.addEvidence(id, receipt);
  context.evidenceAdded.fire();
  return true;
}

/** A person wants that of this attempt gone. One that is gone already is not missed. @returns false: it stays. */
export async function dropSalvageOf(sessions: Sessions, attemptId: string): Promise<boolean> {
  for (const found of await findSalvage(sessions.context)) {
    if (found.id === attemptId && !(await letGoOfSalvage(sessions, found, 'salvage_dropped'))) return false;
  }
  return true;
}
