import type { Wish } from '../protocol/worker.ts';
import type { Database } from './database.ts';

/** What people want of the attempts that a worker holds, wished after `afterSeq`. */
export async function findWishes(
  db: Database,
  workerId: string,
  afterSeq: number,
): Promise<{ items: Wish[]; lastSeq: number }> {
  const rows = await db
    .selectFrom('attempts')
    .innerJoin('requests', 'requests.id', 'attempts.request_id')
    .select(['requests.id', 'requests.attempt', 'requests.cancel_reason', 'requests.cancel_seq'])
    .where('attempts.worker_id', '=', workerId)
    .where('attempts.ended_at', 'is', null)
    .where('requests.cancel_seq', '>', afterSeq)
    .orderBy('requests.cancel_seq')
    .execute();
  const items: Wish[] = [];
  for (const row of rows) {
    if (row.cancel_reason === null) continue;
    items.push({ requestId: row.id, fence: row.attempt, kind: 'cancel', reason: row.cancel_reason });
  }
  return { items, lastSeq: rows.at(-1)?.cancel_seq ?? afterSeq };
}
