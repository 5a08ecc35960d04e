import type { Selectable } from 'kysely';
import type { Database } from './database.ts';
import type { AttemptTable } from './tables.ts';

export type AttemptRecord = Selectable<AttemptTable>;

export async function findAttempt(db: Database, id: string): Promise<AttemptRecord | null> {
  const row = await db.selectFrom('attempts').selectAll().where('id', '=', id).executeTakeFirst();
  return row ?? null;
}

/** The branch of the newest attempt that has one: all attempts of a request work on the same. */
export async function branchOfRequest(db: Database, requestId: string): Promise<string | null> {
  const row = await db
    .selectFrom('attempts')
    .select('branch')
    .where('request_id', '=', requestId)
    .where('branch', 'is not', null)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.branch ?? null;
}
