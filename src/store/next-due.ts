import type { Database } from './database.ts';

/** When, at the earliest, a queued request becomes due that is not yet; null when none is waiting for a time. */
export async function nextDueMs(db: Database, nowMs: number): Promise<number | null> {
  const due = await earliest(db, 'not_before', nowMs);
  const free = await earliest(db, 'preferred_until', nowMs);
  if (due === null || free === null) return due ?? free;
  return Math.min(due, free);
}

async function earliest(
  db: Database,
  column: 'not_before' | 'preferred_until',
  nowMs: number,
): Promise<number | null> {
  const row = await db
    .selectFrom('requests')
    .select((is) => is.fn.min(column).as('at'))
    .where('state', '=', 'queued')
    .where(column, '>', nowMs)
    .executeTakeFirst();
  return row?.at ?? null;
}
