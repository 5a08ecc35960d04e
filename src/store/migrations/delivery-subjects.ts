import { sql } from 'kysely';
import type { Migration } from './migration.ts';

/** Of a delivery only what it is about is kept: nothing else of it is believed. */
export const deliverySubjects: Migration = {
  name: 'delivery_subjects',
  async up(db) {
    await db.schema.alterTable('webhook_deliveries').renameColumn('payload', 'subjects').execute();
    const all = '[{"kind":"repository"}]';
    await sql`update webhook_deliveries set subjects = ${all} where processed_at is null`.execute(db);
  },
};
