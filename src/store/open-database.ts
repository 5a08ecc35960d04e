import { chmodSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expiredMigrationBackups, migrationBackupName } from '../core/migration-backup.ts';
import { ProblemError } from '../protocol/problem.ts';
import { copyOut } from './copy-database.ts';
import type { Database } from './database.ts';
import { kyselyOver } from './dialect.ts';
import { failedMigration, migrate, needsMigration, refuseNewer, schemaVersion } from './migrate.ts';
import { storageProblem } from './storage-problem.ts';
import type { Tables } from './tables.ts';

/** How long another process (a backup, a curious person) may hold the file before we say so. */
const usualBusyTimeoutMs = 5_000;

export interface OpenOptions {
  busyTimeoutMs?: number;
  /** What a person calls it; its path if absent. */
  name?: string;
  /** It is a copy itself: none is made before a migration. */
  isCopy?: boolean;
  /** Hears where the copy is that was made before a migration. */
  onBackedUp?: (copy: string) => void;
}

/**
 * Opens, checks and migrates the database; makes it when it is not there. Before a migration it is copied.
 * @throws ProblemError misconfigured: corrupt, newer, read-only, not a database, no place for it.
 */
export async function openDatabase(path: string, options: OpenOptions = {}): Promise<Database> {
  let database: Sqlite.Database | null = null;
  try {
    const isNew = !existsSync(path);
    database = new Sqlite(path, { timeout: options.busyTimeoutMs ?? usualBusyTimeoutMs });
    // Prompts and feedback are in it. SQLite gives its other files (-wal, -shm) the same mode.
    if (isNew && existsSync(path)) chmodSync(path, 0o600);
    configure(database);
    return await migrated(database, { ...options, path, isNew });
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
  file: OpenOptions & { path: string; isNew: boolean },
): Promise<Database> {
  const db = kyselyOver<Tables>(database);
  const version = await schemaVersion(db);
  refuseNewer(version, file.name ?? file.path);
  if (!needsMigration(version)) return db;
  const copy = file.isNew || file.isCopy ? null : backUp(database, file.path, version);
  if (copy !== null) file.onBackedUp?.(copy);
  try {
    await migrate(db, version);
    return db;
  } catch (error) {
    throw storageProblem(file.path, error) instanceof ProblemError
      ? error
      : failedMigration(file.path, version, error);
  }
}

/** Returns where the copy is; older ones go. */
function backUp(database: Sqlite.Database, path: string, version: number): string {
  const folder = dirname(path);
  const stamp = database.prepare("select strftime('%Y%m%dT%H%M%SZ', 'now')").pluck().get();
  const copy = join(folder, migrationBackupName(basename(path), version, String(stamp)));
  // One of this very second is of a start that failed.
  rmSync(copy, { force: true });
  copyOut(database, copy);
  const expired = expiredMigrationBackups(readdirSync(folder), basename(path));
  for (const name of expired) rmSync(join(folder, name), { force: true });
  return copy;
}
