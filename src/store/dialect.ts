import type Sqlite from 'better-sqlite3';
import { type ColumnDefinitionBuilder, Kysely, SqliteDialect } from 'kysely';

/** The only place that knows which database this is; PostgreSQL would be a second file like it. */
export function kyselyOver<T>(database: Sqlite.Database): Kysely<T> {
  return new Kysely<T>({ dialect: new SqliteDialect({ database: new CachedStatements(database) }) });
}

/** A key that numbers the rows in their order of arrival and never reuses a number. */
export const autoNumber = (column: ColumnDefinitionBuilder): ColumnDefinitionBuilder =>
  column.primaryKey().autoIncrement();

type Statement = Sqlite.Statement<unknown[]>;

/** Kysely prepares each query anew; the same text is prepared once here. */
class CachedStatements {
  readonly #database: Sqlite.Database;
  readonly #statements = new Map<string, Statement>();

  constructor(database: Sqlite.Database) {
    this.#database = database;
  }

  prepare(sql: string): Statement {
    // A full disk makes SQLite roll back by itself; a second rollback would hide that error.
    if (sql === 'rollback' && !this.#database.inTransaction) return this.prepare('select 1');
    const statement = this.#statements.get(sql) ?? this.#database.prepare(sql);
    // Lists of varying length make varying texts: 500 is far above the fixed ones.
    if (this.#statements.size > 500) this.#statements.clear();
    this.#statements.set(sql, statement);
    return statement;
  }

  close(): void {
    this.#database.close();
  }
}
