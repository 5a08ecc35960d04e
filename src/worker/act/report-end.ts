import { ProblemError } from '../../protocol/problem.ts';
import { sendEvent } from '../send-event.ts';
import type { Session } from '../session/session.ts';

/** Reports the judged end, after all evidence of the session has arrived. */
export async function reportEnd(session: Session): Promise<void> {
  const { record } = session;
  if (record.judgement === null || record.stop === null) return;
  await deliverEvidence(session);
  const answer = await sendEvent(
    session,
    {
      type: 'ended',
      outcome: record.judgement.outcome,
      summary: record.judgement.summary,
      proof: record.stop.proof,
      clean: record.stop.clean,
      conversation: record.conversation,
    },
    `${record.id}-ended`,
  );
  session.update({ reportedAs: answer.kind === 'accepted' ? answer.answer.state : 'refused' });
}

async function deliverEvidence({ context, id }: Session): Promise<void> {
  if (!context.journal.hasUndelivered(id)) return;
  await context.evidenceSender.flush();
  if (!context.journal.hasUndelivered(id)) return;
  throw new ProblemError(
    'unavailable',
    `What ${id} has to tell waits for the control plane that granted it.`,
  );
}
