import Sqlite from 'better-sqlite3';
import { ProblemError } from '../protocol/problem.ts';

const tables = ['installation', 'requests', 'attempts', 'schema_versions'];

/**
 * Refuses a database that is not a control plane's.
 * @param name what a person calls it.
 * @throws ProblemError usage
 */
export function refuseForeign(path: string, name: string): void {
  const database = new Sqlite(path, { readonly: true, fileMustExist: true });
  try {
    const found = database.prepare("select name from sqlite_master where type = 'table'").pluck().all();
    if (tables.every((table) => found.includes(table)) && isUsed(database)) return;
    throw new ProblemError(
      'usage',
      `The file ${name} is not a control plane's database: name one that the command backup has written.`,
    );
  } finally {
    database.close();
  }
}

const isUsed = (database: Sqlite.Database): boolean =>
  database.prepare('select count(*) from installation').pluck().get() === 1;
