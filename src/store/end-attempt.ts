import { type RemarkSource, remarkSources, resumesFor } from '../core/github/remark.ts';
import { answerableReasons, type Reason, reasons } from '../core/reason.ts';
import type { RequestState, Verdict } from '../core/request.ts';
import { feedbackHint, queuedText } from '../core/request-text.ts';
import { afterFailure, type FailedAttempt, type RetryPolicy } from '../core/retry.ts';
import type { Proof } from '../core/session.ts';
import { appendEvent } from './append-event.ts';
import type { AttemptRecord } from './find-attempt.ts';
import { newestPullRequest } from './find-pull-request.ts';
import type { RequestRecord } from './find-request.ts';
import { type Moved, moveRequest } from './move-request.ts';
import { preferredFor } from './prefer-worker.ts';
import { type Refusal, refusal } from './refusal.ts';
import { feedbackWaits, resumeWithFeedback } from './resume-with-feedback.ts';
import { takeBackFeedback } from './take-back-feedback.ts';
import type { Write } from './writer.ts';

export interface AttemptEnd {
  outcome: 'in_review' | Reason;
  summary: string;
  /** Null when nothing could be proven. */
  proof: Proof | null;
  /** False when quarantined residue is left. */
  clean: boolean;
  conversation: string | null;
}

export interface RetryChance {
  policy: RetryPolicy;
  /** In [0, 1), for the jitter of the backoff. */
  random: number;
}

interface Ending {
  request: RequestRecord;
  attempt: AttemptRecord;
  end: AttemptEnd;
}

/** An attempt is proven over: closes it, and moves its request to where the end leads. */
export async function endAttempt(write: Write, ending: Ending, chance: RetryChance): Promise<Moved> {
  const refused = await closeAttempt(write, ending);
  if (refused) return refused;
  await takeBackFeedback(write, ending.attempt.id);
  const verdict = await verdictOf(write, ending, chance);
  const goesOn = await goesOnWithFeedback(write, verdict, ending.attempt);
  const rests = verdict.to === 'blocked' || verdict.to === 'in_review';
  const unread = rests && !goesOn && (await feedbackWaits(write, ending.request.id));
  const moved = await moveRequest(write, {
    request: ending.request,
    event: { type: 'attempt_over', verdict },
    summary: summaryOf(verdict, ending),
    ...(unread ? { hint: feedbackHint } : {}),
    set: columnsFor(verdict, ending.attempt, write.nowMs),
  });
  return moved.kind === 'moved' && goesOn ? resumeWithFeedback(write, ending.request.id) : moved;
}

/** A block is left only by what was said since its attempt began: the same words never lead to it twice. */
async function goesOnWithFeedback(write: Write, verdict: Verdict, attempt: AttemptRecord): Promise<boolean> {
  const { request_id: id, granted_at: sinceMs } = attempt;
  if (verdict.to === 'in_review') return feedbackWaits(write, id, { without: notFor('in_review', null) });
  if (verdict.to !== 'blocked' || !answerableReasons.has(verdict.reason)) return false;
  return feedbackWaits(write, id, { sinceMs, without: notFor('blocked', verdict.reason) });
}

const notFor = (state: RequestState, reason: Reason | null): RemarkSource[] =>
  remarkSources.filter((source) => !resumesFor({ state, reason }, source));

async function closeAttempt(write: Write, { attempt, end }: Ending): Promise<Refusal | null> {
  const reason = end.outcome === 'in_review' ? null : end.outcome;
  const { numUpdatedRows } = await write.db
    .updateTable('attempts')
    .set({
      ended_at: write.nowMs,
      reason,
      summary: end.summary,
      proof: end.proof,
      clean: end.clean ? 1 : 0,
      conversation: end.conversation,
      activity: null,
      activity_since: null,
    })
    .where('id', '=', attempt.id)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  if (numUpdatedRows !== 1n) return refusal('attempt_gone', `The attempt ${attempt.id} is over.`);
  const { outcome, summary, proof, clean } = end;
  await appendEvent(write, {
    requestId: attempt.request_id,
    attempt: attempt.number,
    kind: 'ended',
    data: { outcome, summary, proof, clean },
  });
  return null;
}

/** What really happened outranks the wish to end it, and the wish outranks review, block and retry. */
async function verdictOf(write: Write, ending: Ending, chance: RetryChance): Promise<Verdict> {
  const judged = await judge(write, ending, chance);
  const wished = ending.request.cancel_reason;
  if (wished === null || judged.to === 'done' || judged.to === 'cancelled') return judged;
  return { to: reasons[wished].ends, reason: wished, summary: ending.end.summary };
}

async function judge(write: Write, { request, attempt, end }: Ending, chance: RetryChance): Promise<Verdict> {
  const { outcome, summary } = end;
  const pullRequest = await newestPullRequest(write.db, request.id);
  if (outcome === 'in_review') {
    if (pullRequest?.state === 'merged') return { to: 'done', reason: 'merged', summary };
    return { to: 'in_review', summary };
  }
  const to = reasons[outcome].ends;
  if (to !== 'blocked') return { to, reason: outcome, summary };
  const failures = await failuresOfBudget(write, request, attempt.number);
  return afterFailure(failures, chance.policy, chance.random);
}

async function failuresOfBudget(
  write: Write,
  request: RequestRecord,
  upTo: number,
): Promise<FailedAttempt[]> {
  const rows = await write.db
    .selectFrom('attempts')
    .select(['reason', 'summary'])
    .where('request_id', '=', request.id)
    .where('number', '>', request.budget_from)
    .where('number', '<=', upTo)
    .orderBy('number')
    .execute();
  return rows.flatMap(({ reason, summary }) => (reason ? [{ reason, summary: summary ?? '' }] : []));
}

function summaryOf(verdict: Verdict, { attempt, end }: Ending): string {
  if (verdict.to !== 'queued') return verdict.summary;
  return queuedText.failed(attempt.number, verdict.reason, end.summary);
}

function columnsFor(verdict: Verdict, attempt: AttemptRecord, nowMs: number) {
  const withoutWish = { cancel_reason: null, cancel_seq: null };
  if (verdict.to !== 'queued') return withoutWish;
  const notBefore = nowMs + verdict.delayMs;
  return { ...withoutWish, not_before: notBefore, ...preferredFor(attempt.worker_id, notBefore) };
}
