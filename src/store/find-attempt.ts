import type { Selectable } from 'kysely';
import type { Database } from './database.ts';
import type { AttemptTable } from './tables.ts';

export type AttemptRecord = Selectable<AttemptTable>;

export async function findAttempt(db: Database, id: string): Promise<AttemptRecord | null> {
  const row = await db.selectFrom('attempts').selectAll().where('id', '=', id).executeTakeFirst();
  return row ?? null;
}
