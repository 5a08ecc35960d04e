import { chmodSync, closeSync, existsSync, openSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import type { Database } from './database.ts';
import { kyselyOver } from './dialect.ts';
import { migrate, needsMigration, refuseNewer, schemaVersion } from './migrate.ts';
import { storageProblem } from './storage-problem.ts';
import type { Tables } from './tables.ts';

/** How long another process (a backup, a curious person) may hold the file before we say so. */
const usualBusyTimeoutMs = 5_000;

/**
 * Opens, checks and migrates the database; makes it when it is not there.
 * @throws ProblemError misconfigured: corrupt, newer, read-only, not a database, no place for it.
 */
export async function openDatabase(path: string, busyTimeoutMs = usualBusyTimeoutMs): Promise<Database> {
  let database: Sqlite.Database | null = null;
  try {
    const isNew = !existsSync(path);
    database = new Sqlite(path, { timeout: busyTimeoutMs });
    // Prompts and feedback are in it. SQLite gives its other files (-wal, -shm) the same mode.
    if (isNew && existsSync(path)) chmodSync(path, 0o600);
    configure(database);
    return await migrated(database, { path, isNew });
  } catch (error) {
    database?.close();
    throw storageProblem(path, error);
  }
}

function configure(database: Sqlite.Database): void {
  database.pragma('journal_mode = WAL');
  // A commit that was answered survives a power cut: 0.3 ms each.
  database.pragma('synchronous = FULL');
  // Only macOS knows it: fsync alone leaves the data in the drive's cache there.
  database.pragma('fullfsync = ON');
  database.pragma('checkpoint_fullfsync = ON');
  database.pragma('foreign_keys = ON');
  const answer = database.pragma('quick_check(1)', { simple: true });
  if (answer !== 'ok') throw new Sqlite.SqliteError(String(answer), 'SQLITE_CORRUPT');
}

async function migrated(
  database: Sqlite.Database,
  file: { path: string; isNew: boolean },
): Promise<Database> {
  const db = kyselyOver<Tables>(database);
  const version = await schemaVersion(db);
  refuseNewer(version, file.path);
  if (!file.isNew && needsMigration(version)) await backUp(database, `${file.path}.before-v${version + 1}`);
  await migrate(db, version);
  return db;
}

/** As private as the database: SQLite fills a file that is there, and leaves its mode alone. */
async function backUp(database: Sqlite.Database, path: string): Promise<void> {
  closeSync(openSync(path, 'a', 0o600));
  await database.backup(path);
}
