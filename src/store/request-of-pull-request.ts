import type { Database } from './database.ts';

/** The id of the request that a pull request is bound to; null when it is bound to none. */
export async function requestOfPullRequest(
  db: Database,
  { repository, number }: { repository: string; number: number },
): Promise<string | null> {
  const row = await db
    .selectFrom('pull_requests')
    .select('request_id')
    .where('repository', '=', repository)
    .where('number', '=', number)
    .executeTakeFirst();
  return row?.request_id ?? null;
}
