import { type CreateTableBuilder, type SchemaModule, sql } from 'kysely';
import { autoNumber } from '../dialect.ts';
import type { Migration } from './migration.ts';

/** Everything of the first version. */
export const initial: Migration = {
  name: 'initial',
  async up(db) {
    await createRequests(db.schema);
    await createAttempts(db.schema);
    await createWorkers(db.schema);
    await createHistory(db.schema);
    await createReview(db.schema);
  },
};

async function createRequests(schema: SchemaModule): Promise<void> {
  await numbered(schema.createTable('requests'), 'ordinal')
    .addColumn('id', 'text', (column) => column.notNull().unique())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('reason', 'text')
    .addColumn('summary', 'text', (column) => column.notNull())
    .addColumn('next', 'text', (column) => column.notNull())
    .addColumn('repository', 'text', (column) => column.notNull())
    .addColumn('remote', 'text', (column) => column.notNull())
    .addColumn('prompt', 'text', (column) => column.notNull())
    .addColumn('title', 'text', (column) => column.notNull())
    .addColumn('agent', 'text', (column) => column.notNull())
    .addColumn('issue_number', 'integer')
    .addColumn('issue_url', 'text')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .addColumn('attempt', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('not_before', 'bigint')
    .addColumn('budget_from', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('history_from', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('cancel_reason', 'text')
    .addColumn('cancel_seq', 'bigint')
    .addColumn('preferred_worker', 'text')
    .addColumn('preferred_until', 'bigint')
    .execute();
  await schema.createIndex('requests_by_state').on('requests').columns(['state', 'ordinal']).execute();
  await schema
    .createTable('idempotency_keys')
    .addColumn('key', 'text', (column) => column.primaryKey().notNull())
    .addColumn('fingerprint', 'text', (column) => column.notNull())
    .addColumn('request_id', 'text', (column) => column.notNull().references('requests.id'))
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute();
  await schema.createIndex('idempotency_keys_by_age').on('idempotency_keys').column('created_at').execute();
}

async function createAttempts(schema: SchemaModule): Promise<void> {
  await schema
    .createTable('attempts')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('request_id', 'text', (column) => column.notNull().references('requests.id'))
    .addColumn('number', 'integer', (column) => column.notNull())
    .addColumn('worker_id', 'text', (column) => column.notNull())
    .addColumn('claim_id', 'text', (column) => column.notNull().unique())
    .addColumn('granted_at', 'bigint', (column) => column.notNull())
    .addColumn('confirmed_at', 'bigint')
    .addColumn('launched_at', 'bigint')
    .addColumn('ended_at', 'bigint')
    .addColumn('reason', 'text')
    .addColumn('summary', 'text')
    .addColumn('proof', 'text')
    .addColumn('clean', 'integer')
    .addColumn('tier', 'integer')
    .addColumn('workspace', 'text')
    .addColumn('branch', 'text')
    .addColumn('tmux_socket', 'text')
    .addColumn('started_at', 'bigint')
    .addColumn('activity', 'text')
    .addColumn('activity_since', 'bigint')
    .addColumn('conversation', 'text')
    .addUniqueConstraint('attempts_numbered', ['request_id', 'number'])
    .execute();
  // The database itself refuses a second actor.
  await schema
    .createIndex('attempts_one_open')
    .unique()
    .on('attempts')
    .column('request_id')
    .where(sql.ref('ended_at'), 'is', null)
    .execute();
}

async function createWorkers(schema: SchemaModule): Promise<void> {
  await schema
    .createTable('workers')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('instance', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('version', 'text', (column) => column.notNull())
    .addColumn('labels', 'text', (column) => column.notNull())
    .addColumn('capacity', 'integer', (column) => column.notNull())
    .addColumn('health', 'text', (column) => column.notNull())
    .addColumn('reason', 'text')
    .addColumn('since', 'bigint', (column) => column.notNull())
    .addColumn('last_seen_at', 'bigint', (column) => column.notNull())
    .addColumn('registered_at', 'bigint', (column) => column.notNull())
    .execute();
  await schema
    .createTable('kept_workspaces')
    .addColumn('attempt_id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('worker_id', 'text', (column) => column.notNull())
    .addColumn('path', 'text', (column) => column.notNull())
    .addColumn('why', 'text', (column) => column.notNull())
    .addColumn('since', 'bigint', (column) => column.notNull())
    .execute();
  await schema
    .createTable('tokens')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull().unique())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('revoked_at', 'bigint')
    .execute();
}

async function createHistory(schema: SchemaModule): Promise<void> {
  await schema
    .createTable('installation')
    .addColumn('database_id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('generation', 'integer', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute();
  await numbered(schema.createTable('events'), 'seq')
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('request_id', 'text')
    .addColumn('attempt', 'integer')
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('data', 'text', (column) => column.notNull())
    .execute();
  await schema.createIndex('events_by_request').on('events').columns(['request_id', 'seq']).execute();
  await schema
    .createTable('evidence')
    .addColumn('event_id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('attempt_id', 'text', (column) => column.notNull().references('attempts.id'))
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('data', 'text', (column) => column.notNull())
    .execute();
  await schema.createIndex('evidence_by_attempt').on('evidence').column('attempt_id').execute();
  await schema
    .createTable('attempt_events')
    .addColumn('event_id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('attempt_id', 'text', (column) => column.notNull().references('attempts.id'))
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('answer', 'text', (column) => column.notNull())
    .execute();
}

async function createReview(schema: SchemaModule): Promise<void> {
  await schema
    .createTable('pull_requests')
    .addColumn('repository', 'text', (column) => column.notNull())
    .addColumn('number', 'integer', (column) => column.notNull())
    .addColumn('request_id', 'text', (column) => column.notNull().references('requests.id'))
    .addColumn('remote', 'text', (column) => column.notNull())
    .addColumn('url', 'text', (column) => column.notNull())
    .addColumn('title', 'text', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('head', 'text', (column) => column.notNull())
    .addColumn('head_sha', 'text', (column) => column.notNull())
    .addColumn('base', 'text', (column) => column.notNull())
    .addColumn('merged_sha', 'text')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('pull_requests_key', ['repository', 'number'])
    .execute();
  await schema.createIndex('pull_requests_by_request').on('pull_requests').column('request_id').execute();
  await schema
    .createTable('comments')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('repository', 'text', (column) => column.notNull())
    .addColumn('number', 'integer', (column) => column.notNull())
    .addColumn('text', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute();
  await numbered(schema.createTable('feedback'), 'ordinal')
    .addColumn('id', 'text', (column) => column.notNull().unique())
    .addColumn('request_id', 'text', (column) => column.notNull().references('requests.id'))
    .addColumn('source', 'text', (column) => column.notNull())
    .addColumn('text', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('reason', 'text')
    .addColumn('attempt_id', 'text')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute();
  await schema.createIndex('feedback_by_request').on('feedback').columns(['request_id', 'status']).execute();
}

/** A key that numbers the rows in their order of arrival. */
function numbered<T extends string>(table: CreateTableBuilder<T>, column: string) {
  return table.addColumn(column, 'integer', autoNumber);
}
