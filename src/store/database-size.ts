import { sql } from 'kysely';
import type { Database } from './database.ts';

/** Bytes of the database's file, without its write-ahead log. */
export async function databaseSize(db: Database): Promise<number> {
  const found = await sql<{ bytes: number }>`
    select page_count * page_size as bytes from pragma_page_count(), pragma_page_size()`.execute(db);
  return Number(found.rows[0]?.bytes ?? 0);
}
