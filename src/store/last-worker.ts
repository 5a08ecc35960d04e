import type { Database } from './database.ts';

/** Who ran the newest attempt, and so probably keeps its workspace. */
export async function lastWorker(db: Database, requestId: string): Promise<string | null> {
  const row = await db
    .selectFrom('attempts')
    .select('worker_id')
    .where('request_id', '=', requestId)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.worker_id ?? null;
}
