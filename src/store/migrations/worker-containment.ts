import type { Migration } from './migration.ts';

/** How a worker holds the processes of its sessions together, as it said when it registered. */
export const workerContainment: Migration = {
  name: 'worker containment',
  async up(db) {
    await db.schema.alterTable('workers').addColumn('tier', 'integer').execute();
    await db.schema.alterTable('workers').addColumn('tier_sentence', 'text').execute();
  },
};
