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
