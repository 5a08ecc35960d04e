import { decideResidue, type ResidueDecision } from '../../core/decide/residue.ts';
import { ownerOf, quarantineReasons } from '../../core/residue.ts';
import type { PlannedItem } from '../../protocol/reconcile.ts';
import { askAttempt } from '../residue/ask-attempt.ts';
import { type FoundResidue, findResidue } from '../residue/find-residue.ts';
import type { Sessions } from '../sessions.ts';

/** What would be done about residue, by what was seen of it so far; a first sighting alone decides nothing. */
export async function planResidue(sessions: Sessions): Promise<PlannedItem[]> {
  const { context } = sessions;
  const listing = await findResidue(context);
  if (listing.kind === 'unknown') throw new Error(`residue cannot be looked for: ${listing.why}`);
  const planned: PlannedItem[] = [];
  for (const found of listing.found) {
    if (sessions.isUnderReview(found.sessionId)) continue;
    const item = itemOf(found.sessionId, await decide(sessions, found));
    if (item !== null) planned.push(item);
  }
  return planned;
}

async function decide(sessions: Sessions, { sessionId, claims }: FoundResidue): Promise<ResidueDecision> {
  const { context, quarantine } = sessions;
  const owner = ownerOf(claims, context.workerId);
  if (owner === 'foreign') return { kind: 'ignore' };
  const isKept = sessions.kept().some(({ id }) => id === sessionId);
  const { attempt } = await askAttempt(context, sessionId);
  const { graceMs } = context.config.session;
  const remembered = quarantine.remembered(sessionId);
  return decideResidue({ owner, attempt: isKept ? 'over' : attempt, ...remembered, graceMs });
}

function itemOf(subject: string, decision: ResidueDecision): PlannedItem | null {
  const part = 'residue';
  switch (decision.kind) {
    case 'ignore':
      return null;
    case 'look_again':
      return {
        part,
        subject,
        action: 'look again',
        because: 'one sighting, or an attempt that is not known, decides nothing',
      };
    case 'quarantine':
      return { part, subject, action: 'quarantine', because: quarantineReasons[decision.why] };
    case 'clean':
      return { part, subject, action: 'clean', because: 'its attempt is over, and what is left is ours' };
    default:
      return decision satisfies never;
  }
}
