import type { Database } from './database.ts';
import type { AttemptRecord } from './find-attempt.ts';
import { isOpen, type PullRequestRecord, pullRequestsOf } from './find-pull-request.ts';
import { documentOf } from './json-column.ts';

/**
 * The pull request that an attempt's end is judged by: the newest that is open, else the newest that was merged or closed since
 * the attempt began. What was over before says nothing of it: another try was asked for since.
 */
export async function pullRequestOfAttempt(
  db: Database,
  attempt: AttemptRecord,
): Promise<PullRequestRecord | null> {
  const all = await pullRequestsOf(db, attempt.request_id);
  const [first] = all;
  if (first === undefined || isOpen(first)) return first ?? null;
  const moved = await movedSince(db, attempt);
  return all.find(({ number }) => moved.has(number)) ?? null;
}

/** The numbers of those that were opened, merged or closed since. Its workspace is looked after long after its end. */
async function movedSince(db: Database, attempt: AttemptRecord): Promise<Set<unknown>> {
  const events = await db
    .selectFrom('events')
    .select('data')
    .where('request_id', '=', attempt.request_id)
    .where('attempt', '>=', attempt.number)
    .where('kind', '=', 'pull_request')
    .execute();
  return new Set(events.map(({ data }) => documentOf(data).number));
}
