import { sql } from 'kysely';
import { autoNumber } from '../dialect.ts';
import type { Migration, SchemaChange } from './migration.ts';

/** The id of an event counts within its attempt: another attempt may use the same one. Receipts keep their order. */
export const eventsByAttempt: Migration = {
  name: 'events by attempt',
  async up(db) {
    await remakeEvidence(db);
    await remakeAttemptEvents(db);
  },
};

async function remakeEvidence(db: SchemaChange): Promise<void> {
  await db.schema
    .createTable('new_evidence')
    .addColumn('ordinal', 'integer', autoNumber)
    .addColumn('attempt_id', 'text', (column) => column.notNull().references('attempts.id'))
    .addColumn('event_id', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('data', 'text', (column) => column.notNull())
    .addUniqueConstraint('evidence_once', ['attempt_id', 'event_id'])
    .execute();
  await sql`insert into new_evidence (attempt_id, event_id, at, kind, data)
    select attempt_id, event_id, at, kind, data from evidence order by at`.execute(db);
  await replace(db, 'evidence', 'new_evidence');
}

async function remakeAttemptEvents(db: SchemaChange): Promise<void> {
  await db.schema
    .createTable('new_attempt_events')
    .addColumn('attempt_id', 'text', (column) => column.notNull().references('attempts.id'))
    .addColumn('event_id', 'text', (column) => column.notNull())
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('answer', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('attempt_events_key', ['attempt_id', 'event_id'])
    .execute();
  await sql`insert into new_attempt_events (attempt_id, event_id, type, answer)
    select attempt_id, event_id, type, answer from attempt_events`.execute(db);
  await replace(db, 'attempt_events', 'new_attempt_events');
}

async function replace({ schema }: SchemaChange, table: string, by: string): Promise<void> {
  await schema.dropTable(table).execute();
  await schema.alterTable(by).renameTo(table).execute();
}
