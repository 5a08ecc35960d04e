import { closeSync, existsSync, fsyncSync, linkSync, openSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import Sqlite from 'better-sqlite3';

/**
 * Puts a closed database in the place of another, which nobody uses and which is kept aside. At every moment one of
 * them is there, whole.
 * @returns where the other one is; null when there was none.
 */
export function replaceDatabase(candidate: string, path: string, aside: string): string | null {
  const isThere = existsSync(path);
  if (isThere) {
    if (!foldIn(path)) moveAside(path, aside);
    linkSync(path, aside);
  }
  renameSync(candidate, path);
  const folder = openSync(dirname(path), 'r');
  fsyncSync(folder);
  closeSync(folder);
  return isThere ? aside : null;
}

/** What is in its -wal belongs to it alone: beside another database it would spoil that. */
function foldIn(path: string): boolean {
  let database: Sqlite.Database | null = null;
  try {
    database = new Sqlite(path);
    database.pragma('wal_checkpoint(TRUNCATE)');
  } catch (error) {
    if (!(error instanceof Sqlite.SqliteError)) throw error;
  } finally {
    database?.close();
  }
  return !existsSync(`${path}-wal`);
}

function moveAside(path: string, aside: string): void {
  for (const suffix of ['-wal', '-shm'])
    if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
}
