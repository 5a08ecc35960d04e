import type { ExpressionBuilder } from 'kysely';
import { attemptId } from '../core/ids.ts';
import { holdOf, type RepositoryLimits } from '../core/repository-limits.ts';
import type { AttemptRecord } from './find-attempt.ts';
import { issueOfRequest } from './find-issue.ts';
import { findRequest } from './find-request.ts';
import { type GrantRecord, loadGrant } from './load-grant.ts';
import { moveRequest } from './move-request.ts';
import { preferenceMs } from './prefer-worker.ts';
import { type Refusal, refusal } from './refusal.ts';
import { repositoryUse } from './repository-use.ts';
import type { Tables } from './tables.ts';
import type { Write } from './writer.ts';

export interface ClaimRequest {
  workerId: string;
  workerName: string;
  claimId: string;
  only: string | null;
  /** Null: any. Programs by absolute path always pass. */
  agents: readonly string[] | null;
  /** Agents that this worker has paused; a request that a person has just asked for is tried all the same. */
  without: readonly string[];
  limitsOf: (request: { repository: string; remote: string }) => RepositoryLimits;
  /** Only requests that are newer; any when absent. */
  afterOrdinal?: number | null;
  vouching: Vouching;
  /** No pause is longer: a request whose time is farther away has met a clock that was set back. */
  longestPauseMs: number;
}

/** Of what issues have started, only what somebody has just vouched for is granted. */
export interface Vouching {
  vouched: readonly string[];
  /** Those about which it was asked already. */
  waiting: readonly string[];
}

/**
 * @param doubted the first that would be granted if somebody vouched for it; null when there is none.
 * @param againAtMs when time alone may bring a request that limits hold back now; null when none.
 */
export type Claimed =
  | { kind: 'granted'; grant: GrantRecord; doubted: string | null }
  | { kind: 'nothing'; againAtMs: number | null; doubted: string | null }
  | Refusal;

/** Grants the oldest queued request that is due and within its limits, under a new fence. The same claim id gets the same attempt. */
export async function claimRequest(write: Write, input: ClaimRequest): Promise<Claimed> {
  const earlier = await write.db
    .selectFrom('attempts')
    .selectAll()
    .where('claim_id', '=', input.claimId)
    .executeTakeFirst();
  if (earlier) return repeated(write, earlier);
  const candidate = await firstWithinLimits(write, input);
  return candidate.kind === 'found' ? grant(write, input, candidate) : candidate;
}

async function repeated(write: Write, attempt: AttemptRecord): Promise<Claimed> {
  if (attempt.ended_at === null)
    return { kind: 'granted', grant: await loadGrant(write.db, attempt), doubted: null };
  return refusal(
    'attempt_gone',
    `The claim ${attempt.claim_id} was granted as ${attempt.id}, which is over.`,
  );
}

type Candidate =
  | { kind: 'found'; id: string; doubted: string | null }
  | { kind: 'nothing'; againAtMs: number | null; doubted: string | null };

/** Passes over each repository that has used up its limits, and over all that is queued for it. */
async function firstWithinLimits(write: Write, input: ClaimRequest): Promise<Candidate> {
  const full: string[] = [];
  let againAtMs: number | null = null;
  let doubted: string | null = null;
  for (;;) {
    const oldest = await oldestDue(write, input, { full, without: doubted === null ? 'waiting' : 'doubted' });
    if (oldest === undefined) return { kind: 'nothing', againAtMs, doubted };
    const limits = input.limitsOf(oldest);
    const use = await repositoryUse(write.db, { remote: oldest.remote, limits, nowMs: write.nowMs });
    const hold = holdOf(limits, use);
    if (hold === null) {
      if (!(await isDoubted(write, oldest, input.vouching))) return { kind: 'found', id: oldest.id, doubted };
      doubted = oldest.id;
      continue;
    }
    full.push(oldest.remote);
    if (hold.untilMs !== null) againAtMs = Math.min(hold.untilMs, againAtMs ?? hold.untilMs);
  }
}

/** Most requests are of no issue: for them nothing is asked. */
async function isDoubted(
  { db }: Write,
  { id, issue_number: issueNumber }: { id: string; issue_number: number | null },
  { vouched }: Vouching,
): Promise<boolean> {
  if (issueNumber === null || vouched.includes(id)) return false;
  return (await issueOfRequest(db, id)) !== null;
}

interface Narrowed {
  /** Remotes. */
  full: readonly string[];
  /** What of issues is left out: about which it was asked, or all that nobody has vouched for. */
  without: 'waiting' | 'doubted';
}

function oldestDue(write: Write, input: ClaimRequest, { full, without: left }: Narrowed) {
  const { nowMs } = write;
  const { agents, without, longestPauseMs, afterOrdinal = null } = input;
  const tooFarMs = nowMs + longestPauseMs + preferenceMs;
  let query = write.db
    .selectFrom('requests')
    .select(['id', 'repository', 'remote', 'issue_number'])
    .where('state', '=', 'queued')
    .where((is) =>
      is.or([
        is('not_before', 'is', null),
        is('not_before', '<=', nowMs),
        is('not_before', '>', nowMs + longestPauseMs),
      ]),
    )
    .where((is) =>
      is.or([
        is('preferred_worker', 'is', null),
        is('preferred_worker', '=', input.workerId),
        is('preferred_until', '<=', nowMs),
        is('preferred_until', '>', tooFarMs),
      ]),
    );
  if (input.only !== null) query = query.where('id', '=', input.only);
  if (afterOrdinal !== null) query = query.where('ordinal', '>', afterOrdinal);
  if (agents !== null) {
    query = query.where((is) => is.or([is('agent', 'in', [...agents]), is('agent', 'like', '/%')]));
  }
  if (without.length > 0) {
    query = query.where((is) => is.or([is('agent', 'not in', [...without]), askedByPerson(is)]));
  }
  const { vouched, waiting } = input.vouching;
  if (left === 'doubted')
    query = query.where((is) => is.or([is('id', 'in', [...vouched]), is.not(ofIssue(is))]));
  else if (waiting.length > 0)
    query = query.where((is) => is.or([is('id', 'in', [...vouched]), is('id', 'not in', [...waiting])]));
  if (full.length > 0) query = query.where('remote', 'not in', [...full]);
  return query.orderBy('ordinal').limit(1).executeTakeFirst();
}

const ofIssue = (is: ExpressionBuilder<Tables, 'requests'>) =>
  is.exists(
    is.selectFrom('issues').select('issues.number').whereRef('issues.request_id', '=', 'requests.id'),
  );

/** A retry or feedback since its last attempt: only these begin a budget that no attempt has used yet. */
const askedByPerson = (is: ExpressionBuilder<Tables, 'requests'>) =>
  is.and([is('attempt', '>', 0), is('budget_from', '=', is.ref('attempt'))]);

async function grant(
  write: Write,
  input: ClaimRequest,
  { id: requestId, doubted }: { id: string; doubted: string | null },
): Promise<Claimed> {
  const request = await findRequest(write.db, requestId);
  if (request === null) return { kind: 'nothing', againAtMs: null, doubted };
  const number = Math.max(request.attempt, request.fence_floor) + 1;
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
  return { kind: 'granted', grant: await loadGrant(write.db, attempt), doubted };
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
