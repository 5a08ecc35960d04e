import type { Migration } from './migration.ts';

/** Which token speaks for a worker. Null where it registered before this was kept. */
export const workerToken: Migration = {
  name: 'worker token',
  async up(db) {
    await db.schema.alterTable('workers').addColumn('token_id', 'text').execute();
  },
};
