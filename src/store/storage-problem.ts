import Sqlite from 'better-sqlite3';
import { ProblemError } from '../protocol/problem.ts';

/**
 * What a person can do about a failure of the database file. Other errors come back as they are.
 * Codes: https://www.sqlite.org/rescode.html
 */
export function storageProblem(path: string, error: unknown): unknown {
  if (!(error instanceof Sqlite.SqliteError)) return unopened(path, error);
  const sentence = sentenceOf(path, error.code);
  return sentence === null ? error : new ProblemError('misconfigured', sentence, { cause: error });
}

/** The disk's trouble in the middle of work: it may be over soon, so callers try again. */
export function storageTrouble(error: unknown): ProblemError | null {
  if (!(error instanceof Sqlite.SqliteError)) return null;
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(error.code))
    return new ProblemError('unavailable', damaged(error.code), { cause: error });
  if (!/^SQLITE_(FULL|IOERR|BUSY|READONLY|CANTOPEN|PROTOCOL)/.test(error.code)) return null;
  const detail = `The control plane cannot write its database (${error.code}): nothing was changed. Free some space, for example with planeguard reclaim, or mend the disk.`;
  return new ProblemError('unavailable', detail, { cause: error });
}

const damaged = (code: string): string =>
  `The control plane's database is damaged (${code}). Stop the control plane and put a backup in its place; sessions go on until their deadline.`;

/** better-sqlite3 throws a TypeError when the folder does not exist. */
function unopened(path: string, error: unknown): unknown {
  if (!(error instanceof TypeError)) return error;
  return new ProblemError(
    'misconfigured',
    `The database ${path} cannot be opened: its folder does not exist. Make the folder, or name another with --state-dir.`,
    { cause: error },
  );
}

function sentenceOf(path: string, code: string): string | null {
  if (code.startsWith('SQLITE_CORRUPT'))
    return `The database ${path} is damaged: restore a backup of it, or move it away and start with an empty one.`;
  if (code === 'SQLITE_NOTADB')
    return `The file ${path} is not a database: move it away, or name another state directory with --state-dir.`;
  if (code.startsWith('SQLITE_READONLY'))
    return `The database ${path} is read-only: make it and its folder writable for this user, or use another --state-dir.`;
  if (code.startsWith('SQLITE_CANTOPEN'))
    return `The database ${path} cannot be opened: check that this user may write in its folder, or use another --state-dir.`;
  if (code === 'SQLITE_FULL')
    return `The disk that holds ${path} is full: free some space, then start again.`;
  if (code.startsWith('SQLITE_IOERR'))
    return `The disk that holds ${path} fails (${code}): check the disk, then start again.`;
  if (code.startsWith('SQLITE_BUSY')) return `Another program has locked ${path}: end it, then start again.`;
  return null;
}
