import { sendEvent } from '../send-event.ts';
import type { Session } from '../session/session.ts';

/** Reports the judged end, after all evidence of the session has arrived. */
export async function reportEnd(session: Session): Promise<void> {
  const { record, context } = session;
  if (record.judgement === null || record.stop === null) return;
  if (context.journal.hasUndelivered(record.id)) await context.evidenceSender.flush();
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
