import { reasons } from '../core/reason.ts';
import type { Verdict } from '../core/request.ts';
import { queuedText } from '../core/request-text.ts';
import { afterUnconfirmed } from '../core/retry.ts';
import { appendEvent } from './append-event.ts';
import type { RetryChance } from './end-attempt.ts';
import { findAttempt } from './find-attempt.ts';
import { findRequest, type RequestRecord } from './find-request.ts';
import { type Moved, moveRequest } from './move-request.ts';
import { type Refusal, refusal } from './refusal.ts';
import { takeBackFeedback } from './take-back-feedback.ts';
import type { Write } from './writer.ts';

/**
 * A claim that was never confirmed launched nothing: its request goes back after a pause, and the next fence is a new
 * one. When that has happened too often, it is blocked.
 */
export async function returnClaim(
  write: Write,
  attemptId: string,
  chance: RetryChance,
): Promise<Moved | Refusal> {
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
  const wished = wishedEnd(request);
  return wished === null ? backToQueue(write, request, chance) : end(write, request, wished);
}

/** What was wished of it meanwhile; null when nothing. */
function wishedEnd({ cancel_reason: reason }: RequestRecord): Ended | null {
  if (reason === null) return null;
  const summary =
    reason === 'by_operator' ? 'Cancelled before a session was started.' : reasons[reason].means;
  return { to: reasons[reason].ends, reason, summary };
}

async function backToQueue(write: Write, request: RequestRecord, chance: RetryChance): Promise<Moved> {
  const count = await unconfirmedOfBudget(write, request);
  const verdict = afterUnconfirmed(count, chance.policy, chance.random);
  if (verdict.to === 'blocked') return end(write, request, verdict);
  return moveRequest(write, {
    request,
    event: { type: 'claim_unconfirmed' },
    summary: queuedText.unconfirmed,
    set: { not_before: write.nowMs + verdict.delayMs },
  });
}

type Ended = Extract<Verdict, { reason: unknown; to: 'done' | 'blocked' | 'cancelled' }>;

const end = (write: Write, request: RequestRecord, verdict: Ended): Promise<Moved> =>
  moveRequest(write, {
    request,
    event: { type: 'attempt_over', verdict },
    summary: verdict.summary,
    set: { cancel_reason: null, cancel_seq: null },
  });

/** Claims since the budget began that are over without a reason, and were never confirmed. */
async function unconfirmedOfBudget(write: Write, request: RequestRecord): Promise<number> {
  const { count } = await write.db
    .selectFrom('attempts')
    .select((is) => is.fn.countAll<number>().as('count'))
    .where('request_id', '=', request.id)
    .where('number', '>', request.budget_from)
    .where('confirmed_at', 'is', null)
    .where('ended_at', 'is not', null)
    .where('reason', 'is', null)
    .executeTakeFirstOrThrow();
  return count;
}
