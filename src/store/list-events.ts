import type { PlaneguardEvent } from '../protocol/event.ts';
import { eventFromRow } from './append-event.ts';
import type { Database } from './database.ts';

export interface EventFilter {
  /** Null: of everything. */
  requestId: string | null;
  afterSeq: number;
  limit: number;
}

/** Oldest first. */
export async function listEvents(db: Database, filter: EventFilter): Promise<PlaneguardEvent[]> {
  let query = db.selectFrom('events').selectAll().where('seq', '>', filter.afterSeq);
  if (filter.requestId !== null) query = query.where('request_id', '=', filter.requestId);
  const rows = await query.orderBy('seq').limit(filter.limit).execute();
  return rows.map(eventFromRow);
}

/** Where a follower begins that wants only what comes from now on. */
export async function lastEventSeq(db: Database): Promise<number> {
  const row = await db
    .selectFrom('events')
    .select((is) => is.fn.max('seq').as('seq'))
    .executeTakeFirst();
  return row?.seq ?? 0;
}
