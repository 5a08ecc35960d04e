import { sql } from 'kysely';
import { autoNumber } from '../dialect.ts';
import type { Migration } from './migration.ts';

/** Issues that start requests, what was heard from GitHub, and what is told there. */
export const github: Migration = {
  name: 'github',
  async up(db) {
    const { schema } = db;
    await schema
      .createTable('issues')
      .addColumn('repository', 'text', (column) => column.notNull())
      .addColumn('number', 'integer', (column) => column.notNull())
      .addColumn('request_id', 'text', (column) => column.references('requests.id'))
      .addColumn('trigger_id', 'text')
      .addColumn('trigger_actor', 'text')
      .addColumn('refused_trigger_id', 'text')
      .addColumn('title', 'text', (column) => column.notNull().defaultTo(''))
      .addColumn('body', 'text', (column) => column.notNull().defaultTo(''))
      .addColumn('outcome', 'text')
      .addColumn('why', 'text')
      .addColumn('comment_id', 'bigint')
      .addColumn('comment_hash', 'text')
      .addColumn('looked_at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('issues_by_number', ['repository', 'number'])
      .execute();
    await schema.createIndex('issues_by_request').on('issues').column('request_id').execute();
    await schema
      .createTable('forge_cursors')
      .addColumn('repository', 'text', (column) => column.notNull())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('since', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('forge_cursors_by_kind', ['repository', 'kind'])
      .execute();
    await schema
      .createTable('webhook_deliveries')
      .addColumn('ordinal', 'integer', autoNumber)
      .addColumn('id', 'text', (column) => column.notNull().unique())
      .addColumn('event', 'text', (column) => column.notNull())
      .addColumn('action', 'text')
      .addColumn('repository', 'text')
      .addColumn('received_at', 'bigint', (column) => column.notNull())
      .addColumn('times', 'integer', (column) => column.notNull().defaultTo(1))
      .addColumn('subjects', 'text')
      .addColumn('processed_at', 'bigint')
      .addColumn('outcome', 'text')
      .addColumn('why', 'text')
      .execute();
    await schema
      .createIndex('webhook_deliveries_waiting')
      .on('webhook_deliveries')
      .column('ordinal')
      .where(sql.ref('processed_at'), 'is', null)
      .execute();
    await schema
      .alterTable('pull_requests')
      .addColumn('forge', 'text', (column) => column.notNull().defaultTo('local'))
      .execute();
    await schema.alterTable('pull_requests').addColumn('checks', 'text').execute();
  },
};
