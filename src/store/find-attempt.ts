import type { Kysely, Selectable } from 'kysely';
import type { AttemptTable, Tables } from './tables.ts';

export type AttemptRecord = Selectable<AttemptTable>;

export async function findAttempt(db: Kysely<Tables>, id: string): Promise<AttemptRecord | null> {
  const row = await db.selectFrom('attempts').selectAll().where('id', '=', id).executeTakeFirst();
  return row ?? null;
}
