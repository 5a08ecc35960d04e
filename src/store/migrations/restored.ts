import type { Migration } from './migration.ts';

/** What a restored database does not know of: attempts that were granted after its backup was made. */
export const restored: Migration = {
  name: 'restored',
  async up(db) {
    await db.schema
      .alterTable('requests')
      .addColumn('fence_floor', 'integer', (column) => column.notNull().defaultTo(0))
      .execute();
    await db.schema.alterTable('installation').addColumn('held_ordinal', 'bigint').execute();
  },
};
