import type { Migration } from './migration.ts';

/** Residue that workers have put in quarantine, with what a person has decided. */
export const quarantine: Migration = {
  name: 'quarantine',
  async up(db) {
    await db.schema
      .createTable('quarantine')
      .addColumn('worker_id', 'text', (column) => column.notNull().references('workers.id'))
      .addColumn('id', 'text', (column) => column.notNull())
      .addColumn('why', 'text', (column) => column.notNull())
      .addColumn('since', 'bigint', (column) => column.notNull())
      .addColumn('residue', 'text', (column) => column.notNull())
      .addColumn('tries', 'integer', (column) => column.notNull())
      .addColumn('decision', 'text')
      .addPrimaryKeyConstraint('quarantine_key', ['worker_id', 'id'])
      .execute();
  },
};
