import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { type QuarantineEntry, quarantineEntrySchema } from './quarantine-entry.ts';

/**
 * What waits in quarantine for a person. Only reads, also while its worker runs; none where there is no journal.
 * @throws SqliteError when the file is no database, ZodError when an entry is not understood.
 */
export function readQuarantined(path: string): QuarantineEntry[] {
  if (!existsSync(path)) return [];
  const database = new Database(path, { readonly: true, timeout: 1_000 });
  try {
    const hasAny = database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'quarantine'").get();
    if (hasAny === undefined) return [];
    const rows = database.prepare<[], { entry: string }>('SELECT entry FROM quarantine').all();
    const entries = rows.map(({ entry }) => quarantineEntrySchema.parse(JSON.parse(entry)));
    return entries.filter(({ released }) => !released);
  } finally {
    database.close();
  }
}
