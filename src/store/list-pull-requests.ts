import type { Selectable } from 'kysely';
import type { Database } from './database.ts';
import type { PullRequestRecord } from './find-pull-request.ts';
import type { CommentTable } from './tables.ts';

export interface PullRequestFilter {
  requestId: string | null;
  limit: number;
  /** Rows to leave out from the start. */
  offset: number;
}

export type PullRequestWithComments = PullRequestRecord & { comments: Selectable<CommentTable>[] };

/** Newest first. */
export async function listPullRequests(
  db: Database,
  filter: PullRequestFilter,
): Promise<PullRequestWithComments[]> {
  let query = db.selectFrom('pull_requests').selectAll();
  if (filter.requestId !== null) query = query.where('request_id', '=', filter.requestId);
  const rows = await query
    .orderBy('created_at', 'desc')
    .orderBy('repository')
    .orderBy('number', 'desc')
    .limit(filter.limit)
    .offset(filter.offset)
    .execute();
  return Promise.all(rows.map((row) => withComments(db, row)));
}

export const withComments = async (
  db: Database,
  row: PullRequestRecord,
): Promise<PullRequestWithComments> => ({ ...row, comments: await commentsOn(db, row) });

const commentsOn = (
  db: Database,
  { repository, number }: PullRequestRecord,
): Promise<Selectable<CommentTable>[]> =>
  db
    .selectFrom('comments')
    .selectAll()
    .where('repository', '=', repository)
    .where('number', '=', number)
    .orderBy('created_at')
    .execute();
