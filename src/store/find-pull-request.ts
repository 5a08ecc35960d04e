import type { Selectable } from 'kysely';
import type { Database } from './database.ts';
import type { PullRequestTable } from './tables.ts';

export type PullRequestRecord = Selectable<PullRequestTable>;

/** The one that counts: of several, all but the newest are merged or closed. */
export async function newestPullRequest(db: Database, requestId: string): Promise<PullRequestRecord | null> {
  const row = await db
    .selectFrom('pull_requests')
    .selectAll()
    .where('request_id', '=', requestId)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}
