import { attemptId } from '../core/ids.ts';
import type { AttemptRecord } from './find-attempt.ts';
import { findRequest } from './find-request.ts';
import { type GrantRecord, loadGrant } from './load-grant.ts';
import { moveRequest } from './move-request.ts';
import { type Refusal, refusal } from './refusal.ts';
import type { Write } from './writer.ts';

export interface ClaimRequest {
  workerId: string;
  workerName: string;
  claimId: string;
  only: string | null;
  /** Null: any. Programs by absolute path always pass. */
  agents: readonly string[] | null;
}

export type Claimed = { kind: 'granted'; grant: GrantRecord } | { kind: 'nothing' } | Refusal;

/** Grants the oldest queued request that is due, under a new fence. The same claim id gets the same attempt. */
export async function claimRequest(write: Write, input: ClaimRequest): Promise<Claimed> {
  const earlier = await write.db
    .selectFrom('attempts')
    .selectAll()
    .where('claim_id', '=', input.claimId)
    .executeTakeFirst();
  if (earlier) return repeated(write, earlier);
  const candidate = await oldestDue(write, input);
  return candidate === null ? { kind: 'nothing' } : grant(write, input, candidate);
}

async function repeated(write: Write, attempt: AttemptRecord): Promise<Claimed> {
  if (attempt.ended_at === null) return { kind: 'granted', grant: await loadGrant(write.db, attempt) };
  return refusal(
    'attempt_gone',
    `The claim ${attempt.claim_id} was granted as ${attempt.id}, which is over.`,
  );
}

async function oldestDue(write: Write, input: ClaimRequest): Promise<string | null> {
  const { nowMs } = write;
  let query = write.db
    .selectFrom('requests')
    .select('id')
    .where('state', '=', 'queued')
    .where((is) => is.or([is('not_before', 'is', null), is('not_before', '<=', nowMs)]))
    .where((is) =>
      is.or([
        is('preferred_worker', 'is', null),
        is('preferred_worker', '=', input.workerId),
        is('preferred_until', '<=', nowMs),
      ]),
    );
  if (input.only !== null) query = query.where('id', '=', input.only);
  const { agents } = input;
  if (agents !== null) {
    query = query.where((is) => is.or([is('agent', 'in', [...agents]), is('agent', 'like', '/%')]));
  }
  const row = await query.orderBy('ordinal').limit(1).executeTakeFirst();
  return row?.id ?? null;
}

async function grant(write: Write, input: ClaimRequest, requestId: string): Promise<Claimed> {
  const request = await findRequest(write.db, requestId);
  if (request === null) return { kind: 'nothing' };
  const number = request.attempt + 1;
  const moved = await moveRequest(write, {
    request,
    event: { type: 'claimed' },
    summary: `Worker ${input.workerName} is starting a session for it.`,
    set: { attempt: number, not_before: null, preferred_worker: null, preferred_until: null },
    data: { worker: input.workerId },
  });
  if (moved.kind === 'refused') return moved;
  const attempt = await insertAttempt(write, { ...input, requestId, number });
  await handOverFeedback(write, attempt);
  return { kind: 'granted', grant: await loadGrant(write.db, attempt) };
}

const insertAttempt = (
  write: Write,
  row: { requestId: string; number: number; workerId: string; claimId: string },
): Promise<AttemptRecord> =>
  write.db
    .insertInto('attempts')
    .values({
      id: attemptId(row.requestId, row.number),
      request_id: row.requestId,
      number: row.number,
      worker_id: row.workerId,
      claim_id: row.claimId,
      granted_at: write.nowMs,
    })
    .returningAll()
    .executeTakeFirstOrThrow();

/** What waits goes out with the grant; it counts as delivered when the session has launched. */
async function handOverFeedback(write: Write, attempt: AttemptRecord): Promise<void> {
  await write.db
    .updateTable('feedback')
    .set({ status: 'delivering', attempt_id: attempt.id })
    .where('request_id', '=', attempt.request_id)
    .where('status', '=', 'pending')
    .execute();
}
