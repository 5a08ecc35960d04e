import type { Migration } from './migration.ts';

/** Which ports a session was given, and on which it listens. */
export const sessionPorts: Migration = {
  name: 'session-ports',
  async up(db) {
    await db.schema.alterTable('attempts').addColumn('ports', 'text').execute();
  },
};
