import type { Selectable } from 'kysely';
import type { Database } from './database.ts';
import type { IssueTable } from './tables.ts';

export type IssueRecord = Selectable<IssueTable>;

/** Names a repository's issue. */
export interface IssueKey {
  repository: string;
  number: number;
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
