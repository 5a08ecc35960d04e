import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { z } from 'zod';

const rowSchema = z.object({
  state: z.string(),
  database: z.object({ id: z.string(), generation: z.int() }),
});

/**
 * Which databases granted the leases that a journal still has, one entry for each. Only reads, also while its worker
 * runs; none where there is no journal, and of a record that is not understood.
 * @throws SqliteError when the file is no database, or may not be read.
 */
export function grantingDatabases(path: string): { id: string; generation: number }[] {
  if (!existsSync(path)) return [];
  const database = new Database(path, { readonly: true, timeout: 1_000 });
  try {
    const rows = database.prepare<[], { record: string }>('SELECT record FROM sessions').all();
    return rows.flatMap(({ record }) => {
      const parsed = rowSchema.safeParse(JSON.parse(record)).data;
      return parsed === undefined || parsed.state === 'ended' ? [] : [parsed.database];
    });
  } finally {
    database.close();
  }
}
