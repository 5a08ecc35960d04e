import type { Kysely } from 'kysely';
import type { RequestState } from '../core/request.ts';
import type { Tables } from './tables.ts';

/** How many requests are in each state. */
export async function countStates(db: Kysely<Tables>): Promise<Record<RequestState, number>> {
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
