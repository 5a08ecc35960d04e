import type { Migration } from './migration.ts';

/** Agents that a worker claims nothing for, as it last said: JSON. */
export const workerPaused: Migration = {
  name: 'worker paused',
  async up(db) {
    await db.schema.alterTable('workers').addColumn('paused', 'text').execute();
  },
};
