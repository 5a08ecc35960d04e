import Sqlite from 'better-sqlite3';
import { migrations } from './migrations/all.ts';

/**
 * How many steps a database has been through, and how many this program knows. Only reads, also while a control plane
 * has it open.
 * @throws SqliteError when it is no database of ours, or may not be read.
 */
export function readSchemaVersion(path: string): { version: number; known: number } {
  const database = new Sqlite(path, { readonly: true, timeout: 1_000 });
  try {
    const row = database
      .prepare<[], { version: number | null }>('SELECT max(version) AS version FROM schema_versions')
      .get();
    return { version: row?.version ?? 0, known: migrations.length };
  } finally {
    database.close();
  }
}
