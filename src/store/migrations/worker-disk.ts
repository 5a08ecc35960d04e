import type { Migration } from './migration.ts';

/** How much room a worker's disk has, as it last said: JSON. */
export const workerDisk: Migration = {
  name: 'worker disk',
  async up(db) {
    await db.schema.alterTable('workers').addColumn('disk', 'text').execute();
  },
};
