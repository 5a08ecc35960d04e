import type { Selectable } from 'kysely';
import type { Database } from './database.ts';
import type { IssueTable } from './forge-tables.ts';

export type IssueRecord = Selectable<IssueTable>;

/** Names a repository's issue. */
export interface IssueKey {
  repository: string;
  number: number;
}

/** The issue that has started a request; null for any other request. */
export async function issueOfRequest(db: Database, requestId: string): Promise<IssueRecord | null> {
  const row = await db
    .selectFrom('issues')
    .selectAll()
    .where('request_id', '=', requestId)
    .executeTakeFirst();
  return row ?? null;
}

export async function findIssue(db: Database, { repository, number }: IssueKey): Promise<IssueRecord | null> {
  const row = await db
    .selectFrom('issues')
    .selectAll()
    .where('repository', '=', repository)
    .where('number', '=', number)
    .executeTakeFirst();
  return row ?? null;
}

/** Who has applied the label that started each of these requests, by the request's id; without those of no issue. */
export async function labelActors(db: Database, requestIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom('issues')
    .select(['request_id', 'trigger_actor'])
    .where('request_id', 'in', requestIds)
    .execute();
  return new Map(
    rows.flatMap(({ request_id: id, trigger_actor: by }) => (id === null || by === null ? [] : [[id, by]])),
  );
}

/** Which of these requests an issue has started, by id. */
export async function startedByIssues(
  db: Database,
  requests: readonly { id: string; issue_number: number | null }[],
): Promise<Set<string>> {
  const ids = requests.flatMap(({ id, issue_number: number }) => (number === null ? [] : [id]));
  if (ids.length === 0) return new Set();
  const rows = await db.selectFrom('issues').select('request_id').where('request_id', 'in', ids).execute();
  return new Set(rows.flatMap(({ request_id: id }) => (id === null ? [] : [id])));
}
