import { dropSalvage } from '../edge/salvage/drop-salvage.ts';
import { evidence } from './evidence.ts';
import type { FoundSalvage } from './reclaim/find-salvage.ts';
import type { Sessions } from './sessions.ts';

/** Lets go of a salvage whose time is over, with a receipt; not of one whose workspace is kept. */
export async function expireSalvage(
  sessions: Sessions,
  { id, salvage }: Pick<FoundSalvage, 'id' | 'salvage'>,
): Promise<boolean> {
  const { context } = sessions;
  if (sessions.kept().some((record) => record.id === id)) return false;
  if (!(await dropSalvage(salvage, context.environment))) return false;
  const receipt = evidence(context, 'salvage_expired', { ref: salvage.ref, madeAt: salvage.document.madeAt });
  context.journal.addEvidence(id, receipt);
  context.evidenceAdded.fire();
  return true;
}
