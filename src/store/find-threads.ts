import type { Selectable } from 'kysely';
import type { Database } from './database.ts';
import type { ThreadMessageTable, ThreadTable } from './tables.ts';

export type ThreadRecord = Selectable<ThreadTable>;

/** Of each request its threads, by request id. */
export async function threadsOf(
  db: Database,
  requestIds: readonly string[],
): Promise<Map<string, ThreadRecord[]>> {
  if (requestIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('threads')
    .selectAll()
    .where('request_id', 'in', [...requestIds])
    .orderBy('channel')
    .execute();
  return Map.groupBy(rows, (row) => row.request_id);
}

/** What was said about a request, oldest first. */
export function listMessages(
  db: Database,
  { requestId, after, limit }: { requestId: string; after: number; limit: number },
): Promise<Selectable<ThreadMessageTable>[]> {
  return db
    .selectFrom('thread_messages')
    .selectAll()
    .where('request_id', '=', requestId)
    .where('ordinal', '>', after)
    .orderBy('ordinal')
    .limit(limit)
    .execute();
}
