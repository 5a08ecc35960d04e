import type { Database } from './database.ts';
import { type RequestRecord, requestColumns } from './find-request.ts';

/** The request one of whose attempts works on this branch of the repository. */
export async function findRequestOfBranch(
  db: Database,
  { repository, branch }: { repository: string; branch: string },
): Promise<RequestRecord | null> {
  const row = await db
    .selectFrom('attempts')
    .innerJoin('requests', 'requests.id', 'attempts.request_id')
    .select(requestColumns.map((column) => `requests.${column}` as const))
    .where('requests.repository', '=', repository)
    .where('attempts.branch', '=', branch)
    .orderBy('requests.ordinal', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}
