import { isCancel, reasons } from '../core/reason.ts';
import { queuedText } from '../core/request-text.ts';
import { appendEvent } from './append-event.ts';
import { findAttempt } from './find-attempt.ts';
import { findRequest, type RequestRecord } from './find-request.ts';
import { type Moved, moveRequest } from './move-request.ts';
import { type Refusal, refusal } from './refusal.ts';
import { takeBackFeedback } from './take-back-feedback.ts';
import type { Write } from './writer.ts';

/** A claim that was never confirmed launched nothing: its request goes back, and the next fence is a new one. */
export async function returnClaim(write: Write, attemptId: string): Promise<Moved | Refusal> {
  const attempt = await findAttempt(write.db, attemptId);
  const request = attempt && (await findRequest(write.db, attempt.request_id));
  if (!attempt || !request || attempt.ended_at !== null || attempt.confirmed_at !== null) {
    return refusal('attempt_gone', `The claim ${attemptId} is confirmed or over.`);
  }
  await write.db
    .updateTable('attempts')
    .set({ ended_at: write.nowMs, summary: 'The worker never confirmed the claim.', clean: 1 })
    .where('id', '=', attemptId)
    .where('ended_at', 'is', null)
    .execute();
  await takeBackFeedback(write, attemptId);
  await appendEvent(write, {
    requestId: request.id,
    attempt: attempt.number,
    kind: 'claim_unconfirmed',
    data: { worker: attempt.worker_id },
  });
  return backToQueue(write, request);
}

async function backToQueue(write: Write, request: RequestRecord): Promise<Moved> {
  const reason = request.cancel_reason;
  if (reason === null) {
    const event = { type: 'claim_unconfirmed' } as const;
    return moveRequest(write, { request, event, summary: queuedText.unconfirmed });
  }
  const summary = isCancel(reason) ? 'Cancelled before a session was started.' : reasons[reason].means;
  return moveRequest(write, {
    request,
    event: { type: 'attempt_over', verdict: { to: reasons[reason].ends, reason, summary } },
    summary,
    set: { cancel_reason: null, cancel_seq: null },
  });
}
