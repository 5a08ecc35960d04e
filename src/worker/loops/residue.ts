import { decideResidue, type ResidueFacts, sightingsApartMs } from '../../core/decide/residue.ts';
import { longPassMs } from '../../core/loop-progress.ts';
import { ownerOf } from '../../core/residue.ts';
import type { LoopOptions } from '../../edge/loop.ts';
import { eachInTurn } from '../each-in-turn.ts';
import { evidence } from '../evidence.ts';
import { askAttempt } from '../residue/ask-attempt.ts';
import { type CleanedResidue, cleanResidue } from '../residue/clean-residue.ts';
import { type FoundResidue, findResidue } from '../residue/find-residue.ts';
import type { Sessions } from '../sessions.ts';
import { stopOfWatch } from '../stop/stop-of-watch.ts';

/** A look costs one listing of all processes with their environments: 280 take 6 ms. */
const lookEveryMs = 2 * 60_000;

/** Looks for what sessions have left that nobody looks after: at the start, every few minutes, and when a person decides. */
export function residueLoop(sessions: Sessions): LoopOptions {
  const { context, health, quarantine } = sessions;
  return {
    name: 'residue',
    clock: context.clock,
    doing: 'looking for what sessions have left',
    passWithinMs: longPassMs,
    onError: (error) => health.failed('residue', error),
    pass: async (signal, say) => {
      const listing = await findResidue(context);
      if (listing.kind === 'unknown') throw new Error(`residue cannot be looked for: ${listing.why}`);
      quarantine.keepOnly(new Set(listing.found.map(({ sessionId }) => sessionId)));
      let nextMs = lookEveryMs;
      await eachInTurn(listing.found, signal, async (found) => {
        say(`settling what ${found.sessionId} has left`);
        if ((await settle(sessions, found, signal)) === 'look_again')
          nextMs = sightingsApartMs(context.config.session.graceMs);
      });
      health.recovered('residue');
      return nextMs;
    },
  };
}

async function settle(
  sessions: Sessions,
  found: FoundResidue,
  leaving: AbortSignal,
): Promise<'settled' | 'look_again'> {
  const { context, quarantine } = sessions;
  // Its workspace is about to go, and beforeRemove may be at work there.
  if (sessions.isUnderReview(found.sessionId)) return 'look_again';
  const owner = ownerOf(found.claims, context.workerId);
  const remembered = quarantine.seen(found.sessionId);
  const asked = await ask(sessions, found, owner);
  const decision = decideResidue({
    owner,
    attempt: asked.attempt,
    ...remembered,
    graceMs: context.config.session.graceMs,
  });
  switch (decision.kind) {
    case 'ignore':
      return 'settled';
    case 'look_again':
      return 'look_again';
    case 'quarantine':
      if (quarantine.quarantine(found, decision.why) === 'new') sessions.residueChanged();
      return 'settled';
    case 'clean': {
      // It may have become a session's since it was looked for.
      if (sessions.find(found.sessionId) !== null) return 'settled';
      const cleaned = await cleanOrTried(sessions, found, { owner, request: asked.state, leaving });
      record(sessions, found, cleaned);
      return cleaned.outcome === 'failed' ? 'look_again' : 'settled';
    }
    default:
      return decision satisfies never;
  }
}

/** That the cleaning fails counts as a try: it is not begun anew for ever, and a person's wish is used up. */
async function cleanOrTried(
  { context, quarantine }: Sessions,
  found: FoundResidue,
  how: Parameters<typeof cleanResidue>[2],
): Promise<CleanedResidue> {
  try {
    return await cleanResidue(context, found, how);
  } catch (error) {
    if (!how.leaving.aborted) quarantine.tried(found.sessionId, 'failed');
    throw error;
  }
}

/** Another installation's is not asked about; what this worker keeps is over, by its own journal. */
async function ask(
  sessions: Sessions,
  { sessionId }: FoundResidue,
  owner: ReturnType<typeof ownerOf>,
): Promise<{ attempt: ResidueFacts['attempt']; state: Parameters<typeof cleanResidue>[2]['request'] }> {
  if (owner === 'foreign') return { attempt: 'unknown', state: 'unknown' };
  const isKept = sessions.kept().some((record) => record.id === sessionId);
  const { attempt, request } = await askAttempt(sessions.context, sessionId);
  return { attempt: isKept ? 'over' : attempt, state: request?.state ?? 'unknown' };
}

function record(
  sessions: Sessions,
  { sessionId, residue }: FoundResidue,
  { receipt, outcome }: CleanedResidue,
): void {
  const { context } = sessions;
  context.log.warn({ session: sessionId, residue, receipt, outcome }, 'residue was cleaned away');
  const stopped = { ...receipt, of: 'residue', ...stopOfWatch(context.layout.session(sessionId)) };
  context.journal.addEvidence(sessionId, evidence(context, 'stop', stopped));
  context.evidenceAdded.fire();
  sessions.quarantine.tried(sessionId, outcome === 'failed' ? 'failed' : 'cleaned');
  sessions.residueChanged();
  if (typeof outcome === 'object') return sessions.keep(outcome.kept);
  const kept = sessions.kept().find((one) => one.id === sessionId);
  if (kept !== undefined && outcome === 'cleaned') {
    sessions.keep({ ...kept, stop: { proof: receipt.proof, clean: true } });
  }
}
