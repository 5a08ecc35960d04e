import type { Database } from './database.ts';
import type { AttemptRecord } from './find-attempt.ts';
import { type PullRequestRecord, pullRequestsOf } from './find-pull-request.ts';
import type { RequestRecord } from './find-request.ts';
import { requestColumns } from './find-request.ts';
import { publishedSha } from './published-sha.ts';

/** Everything that a worker needs to know for an attempt. */
export interface GrantRecord {
  attempt: AttemptRecord;
  request: RequestRecord & { prompt: string };
  /** The newest attempt before it that had a workspace and may be continued. */
  previous: AttemptRecord | null;
  pullRequest: (PullRequestRecord & { publishedSha: string | null }) | null;
  feedback: { id: string; source: string; author: string | null; text: string }[];
}

export async function loadGrant(db: Database, attempt: AttemptRecord): Promise<GrantRecord> {
  const request = await db
    .selectFrom('requests')
    .select([...requestColumns, 'prompt'])
    .where('id', '=', attempt.request_id)
    .executeTakeFirstOrThrow();
  const isFirst = attempt.number === 1;
  return {
    attempt,
    request,
    previous: isFirst ? null : await previousOf(db, attempt, request.history_from),
    pullRequest: isFirst ? null : await ownPullRequest(db, request.id),
    feedback: await feedbackFor(db, attempt.id),
  };
}

/** That of a fork, OWNER:BRANCH, can be followed; there is nothing to publish to. */
async function ownPullRequest(db: Database, requestId: string): Promise<GrantRecord['pullRequest']> {
  const all = await pullRequestsOf(db, requestId);
  const own = all.find(({ head }) => !head.includes(':'));
  return own === undefined ? null : { ...own, publishedSha: await publishedSha(db, own) };
}

async function previousOf(
  db: Database,
  attempt: AttemptRecord,
  historyFrom: number,
): Promise<AttemptRecord | null> {
  const row = await db
    .selectFrom('attempts')
    .selectAll()
    .where('request_id', '=', attempt.request_id)
    .where('number', '<', attempt.number)
    .where('number', '>', historyFrom)
    .where('workspace', 'is not', null)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}

const feedbackFor = (db: Database, attemptId: string): Promise<GrantRecord['feedback']> =>
  db
    .selectFrom('feedback')
    .select(['id', 'source', 'author', 'text'])
    .where('attempt_id', '=', attemptId)
    .where('status', '=', 'delivering')
    .orderBy('ordinal')
    .execute();
