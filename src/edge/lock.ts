import { statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { hasCode } from './files.ts';

/** Held until it is released, or this process ends. */
export interface Lock {
  kind: 'taken';
  release(): void;
  /** False once the file is gone, or another one is in its place: then the lock keeps nobody out any more. */
  isInPlace(): boolean;
}

export type LockResult = Lock | { kind: 'held' } | { kind: 'failed'; cause: unknown };

/** Whoever only asks who lives has the lock for a moment: a daemon waits so long for it to be free again. */
const daemonWaitsMs = 500;

/**
 * Takes a lock of the kernel's on a file, which is created when it is missing. It dies with this process, whatever
 * ends it; a process that is only stopped keeps it. An exclusive SQLite transaction, because macOS has no flock(1).
 * @param waitMs whoever only asks does not wait. Blocks meanwhile.
 */
export function takeLock(path: string, waitMs = daemonWaitsMs): LockResult {
  let database: Database.Database | null = null;
  try {
    database = new Database(path, { timeout: waitMs });
    database.exec('BEGIN EXCLUSIVE');
    const lock: Lock = { kind: 'taken', release: releaseOnce(database), isInPlace: isInPlace(path) };
    held.add(database);
    return lock;
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

/** Remembers which file is at the path now. A later look that fails is no proof that it is gone. */
function isInPlace(path: string): () => boolean {
  const { dev, ino } = statSync(path);
  return () => {
    try {
      const found = statSync(path);
      return found.dev === dev && found.ino === ino;
    } catch (error) {
      return !(hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR'));
    }
  };
}

const isBusy = (error: unknown): boolean =>
  error instanceof Database.SqliteError && (error.code === 'SQLITE_BUSY' || error.code === 'SQLITE_LOCKED');
