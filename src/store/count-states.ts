import type { RequestState } from '../core/request.ts';
import type { Database } from './database.ts';

/** How many requests are in each state. */
export async function countStates(db: Database): Promise<Record<RequestState, number>> {
  const rows = await db
    .selectFrom('requests')
    .select(['state', (is) => is.fn.countAll<number>().as('count')])
    .groupBy('state')
    .execute();
  const counts: Record<RequestState, number> = {
    queued: 0,
    claimed: 0,
    running: 0,
    in_review: 0,
    done: 0,
    blocked: 0,
    cancelled: 0,
  };
  for (const row of rows) counts[row.state] = Number(row.count);
  return counts;
}
