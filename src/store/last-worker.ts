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

/** What that worker is called; null before the first attempt. */
export async function lastWorkerName(db: Database, requestId: string): Promise<string | null> {
  const row = await db
    .selectFrom('attempts')
    .innerJoin('workers', 'workers.id', 'attempts.worker_id')
    .select('workers.name')
    .where('attempts.request_id', '=', requestId)
    .orderBy('attempts.number', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.name ?? null;
}
