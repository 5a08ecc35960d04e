import type { Updateable } from 'kysely';
import { closedStates } from '../core/request.ts';
import { appendEvent } from './append-event.ts';
import type { Database } from './database.ts';
import type { IssueKey } from './find-issue.ts';
import type { IssueTable } from './forge-tables.ts';
import type { Write } from './writer.ts';

/** Issues whose requests something has happened to since, or whose label was refused. */
export async function commentableSince(db: Database, afterSeq: number): Promise<IssueKey[]> {
  const happened = db.selectFrom('events').select('request_id').where('seq', '>', afterSeq);
  const ofRequests = await db
    .selectFrom('issues')
    .select(['repository', 'number'])
    .where('request_id', 'in', happened)
    .where('comment_trouble', 'is', null)
    .execute();
  const refused = await happened.where('kind', '=', 'trigger_refused').limit(1).executeTakeFirst();
  return refused === undefined ? ofRequests : [...ofRequests, ...(await refusedIssues(db))];
}

/** Issues whose comments may be behind, of which nothing is known but what the database says. */
export async function commentableAtStart(db: Database): Promise<IssueKey[]> {
  const behind = await db
    .selectFrom('issues')
    .innerJoin('requests', 'requests.id', 'issues.request_id')
    .select(['issues.repository', 'issues.number'])
    .where('issues.comment_trouble', 'is', null)
    .where((is) =>
      is.or([
        is('issues.commented_at', 'is', null),
        is('issues.commented_at', '<=', is.ref('requests.updated_at')),
        is('requests.state', 'not in', [...closedStates]),
      ]),
    )
    .execute();
  return [...behind, ...(await refusedIssues(db))];
}

const refusedIssues = (db: Database): Promise<IssueKey[]> =>
  db
    .selectFrom('issues')
    .select(['repository', 'number'])
    .where('outcome', '=', 'refused')
    .where('refusal_comment_id', 'is', null)
    .where('comment_trouble', 'is', null)
    .execute();

/** Records which comment says what. */
export async function recordComment(
  write: Write,
  { repository, number }: IssueKey,
  set: Pick<Updateable<IssueTable>, 'comment_id' | 'comment_hash' | 'commented_at' | 'refusal_comment_id'>,
): Promise<void> {
  await write.db
    .updateTable('issues')
    .set(set)
    .where('repository', '=', repository)
    .where('number', '=', number)
    .execute();
}

/** No more comments on this issue, until its label is applied again; then the comment is looked for: it may be gone. */
export async function giveUpComments(
  write: Write,
  { repository, number, requestId, why }: IssueKey & { requestId: string | null; why: string },
): Promise<void> {
  await write.db
    .updateTable('issues')
    .set({ comment_trouble: why, comment_id: null, comment_hash: null })
    .where('repository', '=', repository)
    .where('number', '=', number)
    .execute();
  const data = { repository, issue: number, why };
  await appendEvent(write, { requestId, attempt: null, kind: 'comment_refused', data });
}
