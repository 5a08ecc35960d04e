import { sql } from 'kysely';
import { ProblemError } from '../protocol/problem.ts';
import type { Database } from './database.ts';
import { migrations } from './migrations/all.ts';
import type { Migration } from './migrations/migration.ts';

/** How many steps this database has been through; 0 for a new one. */
export async function schemaVersion(db: Database): Promise<number> {
  await db.schema
    .createTable('schema_versions')
    .ifNotExists()
    .addColumn('version', 'integer', (column) => column.primaryKey().notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .execute();
  const { rows } = await sql<{
    version: number | null;
  }>`select max(version) as version from schema_versions`.execute(db);
  return rows[0]?.version ?? 0;
}

export const needsMigration = (version: number): boolean => version < migrations.length;

/** Applies the missing steps, all or none: the program that made the database can go on with it. */
export async function migrate(
  db: Database,
  fromVersion: number,
  steps: readonly Migration[] = migrations,
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    for (const [index, { name, up }] of steps.entries()) {
      const version = index + 1;
      if (version <= fromVersion) continue;
      await up(transaction);
      await sql`insert into schema_versions (version, name) values (${version}, ${name})`.execute(
        transaction,
      );
    }
  });
}

export const failedMigration = (path: string, fromVersion: number, cause: unknown): ProblemError =>
  new ProblemError(
    'misconfigured',
    `The database ${path} could not be brought from schema version ${fromVersion} to ${migrations.length} (${String(cause)}): nothing of it was changed. Go on with the Planeguard that made it, and report this.`,
    { cause },
  );

/** Refuses a database that a newer program has made: an older one could spoil it. */
export function refuseNewer(version: number, path: string): void {
  if (version <= migrations.length) return;
  throw new ProblemError(
    'misconfigured',
    `The database ${path} has schema version ${version}, this program knows up to ${migrations.length}: use the newer Planeguard, or another --state-dir.`,
  );
}
