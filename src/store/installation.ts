import type { Database } from './database.ts';

export interface Installation {
  databaseId: string;
  generation: number;
  /** Requests up to this ordinal wait for attempts that this database does not know; null: none waits. */
  heldOrdinal: number | null;
}

/** This database's identity, made at its first use. Every answer carries it. */
export async function installation(
  db: Database,
  fresh: { databaseId: string; nowMs: number },
): Promise<Installation> {
  const known = await read(db);
  if (known) return known;
  const row = { database_id: fresh.databaseId, generation: 1, created_at: fresh.nowMs, held_ordinal: null };
  await db.insertInto('installation').values(row).execute();
  return { databaseId: row.database_id, generation: row.generation, heldOrdinal: null };
}

async function read(db: Database): Promise<Installation | null> {
  const row = await db.selectFrom('installation').selectAll().executeTakeFirst();
  if (!row) return null;
  return { databaseId: row.database_id, generation: row.generation, heldOrdinal: row.held_ordinal };
}
