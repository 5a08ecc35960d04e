import type { Selectable } from 'kysely';
import type { Database } from './database.ts';
import type { WorkerTable } from './tables.ts';

export type WorkerRecord = Selectable<WorkerTable> & { sessions: number };

/** Every worker that has registered, with the number of attempts it holds. */
export async function listWorkers(db: Database): Promise<WorkerRecord[]> {
  const workers = await db.selectFrom('workers').selectAll().orderBy('registered_at').orderBy('id').execute();
  const counts = await db
    .selectFrom('attempts')
    .select(['worker_id', (is) => is.fn.countAll<number>().as('sessions')])
    .where('ended_at', 'is', null)
    .groupBy('worker_id')
    .execute();
  const sessions = new Map(counts.map((row) => [row.worker_id, Number(row.sessions)]));
  return workers.map((worker) => ({ ...worker, sessions: sessions.get(worker.id) ?? 0 }));
}
