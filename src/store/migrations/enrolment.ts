import type { Migration } from './migration.ts';

/** Tokens that are exchanged once for a worker's own, and to which worker a token belongs. */
export const enrolment: Migration = {
  name: 'enrolment',
  async up(db) {
    await db.schema.alterTable('tokens').addColumn('expires_at', 'bigint').execute();
    await db.schema.alterTable('tokens').addColumn('worker_id', 'text').execute();
  },
};
