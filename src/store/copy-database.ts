import { closeSync, fsyncSync, openSync, rmSync } from 'node:fs';
import Sqlite from 'better-sqlite3';

/** How long somebody else may hold the file exclusively. */
const busyTimeoutMs = 5_000;

/**
 * Copies a database into a new file of this user alone, as it is at one moment: also while others read and write it.
 * The copy is checked, and on the disk.
 * @throws SqliteError when it is damaged, no database, or cannot be read; system errors, such as EEXIST, of the copy.
 */
export function copyDatabase(from: string, to: string): void {
  const database = new Sqlite(from, { readonly: true, fileMustExist: true, timeout: busyTimeoutMs });
  try {
    copyOut(database, to);
  } finally {
    database.close();
  }
}

/** The same of a database that is open. Half a copy is not left. */
export function copyOut(database: Sqlite.Database, to: string): void {
  // SQLite fills an empty file that is there, and leaves its mode alone.
  closeSync(openSync(to, 'wx', 0o600));
  try {
    refuseDamaged(database);
    // A snapshot of one moment, without what SQLite's backup does under a writer: begin anew.
    database.prepare('VACUUM INTO ?').run(to);
    check(to);
  } catch (error) {
    rmSync(to, { force: true });
    throw error;
  }
}

function check(path: string): void {
  const copy = new Sqlite(path, { readonly: true });
  try {
    refuseDamaged(copy);
  } finally {
    copy.close();
  }
  // SQLite does not flush what it has vacuumed into.
  const file = openSync(path, 'r');
  fsyncSync(file);
  closeSync(file);
}

function refuseDamaged(database: Sqlite.Database): void {
  const found = database.pragma('integrity_check(1)', { simple: true });
  if (found !== 'ok') throw new Sqlite.SqliteError(String(found), 'SQLITE_CORRUPT');
}
