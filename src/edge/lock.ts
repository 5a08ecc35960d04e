import Database from 'better-sqlite3';

/** Held until it is released, or this process ends. */
export interface Lock {
  kind: 'taken';
  release(): void;
}

export type LockResult = Lock | { kind: 'held' } | { kind: 'failed'; cause: unknown };

/**
 * Takes a lock of the kernel's on a file, which is created when it is missing. It dies with this process, whatever
 * ends it; a process that is only stopped keeps it. An exclusive SQLite transaction, because macOS has no flock(1).
 */
export function takeLock(path: string): LockResult {
  let database: Database.Database | null = null;
  try {
    // No waiting: who holds it, holds it for long.
    database = new Database(path, { timeout: 0 });
    database.exec('BEGIN EXCLUSIVE');
    held.add(database);
    return { kind: 'taken', release: releaseOnce(database) };
  } catch (error) {
    database?.close();
    return isBusy(error) ? { kind: 'held' } : { kind: 'failed', cause: error };
  }
}

/** A connection that nothing refers to is collected, and its lock with it: the caller may drop what it got. */
const held = new Set<Database.Database>();

const releaseOnce = (database: Database.Database) => (): void => {
  held.delete(database);
  if (database.open) database.close();
};

const isBusy = (error: unknown): boolean =>
  error instanceof Database.SqliteError && (error.code === 'SQLITE_BUSY' || error.code === 'SQLITE_LOCKED');
