import type { Migration } from './migration.ts';

/** Each claim counts the attempts of its repository within a day. */
export const attemptsByGrant: Migration = {
  name: 'attempts by grant',
  async up(db) {
    await db.schema.createIndex('attempts_by_grant').on('attempts').column('granted_at').execute();
  },
};
