import { sql } from 'kysely';
import { autoNumber } from '../dialect.ts';
import type { Migration, SchemaChange } from './migration.ts';

/** Conversations that mirror requests to people; each request that is there gets one, with how it stands as its first message. */
export const threads: Migration = {
  name: 'threads',
  async up(db) {
    const { schema } = db;
    await schema
      .createTable('threads')
      .addColumn('request_id', 'text', (column) => column.notNull().references('requests.id'))
      .addColumn('channel', 'text', (column) => column.notNull())
      .addColumn('wanted', 'text', (column) => column.notNull())
      .addColumn('actual', 'text', (column) => column.notNull())
      .addColumn('url', 'text')
      .addPrimaryKeyConstraint('threads_by_channel', ['request_id', 'channel'])
      .execute();
    await schema
      .createTable('thread_messages')
      .addColumn('ordinal', 'integer', autoNumber)
      .addColumn('request_id', 'text', (column) => column.notNull().references('requests.id'))
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addColumn('author', 'text', (column) => column.notNull())
      .addColumn('text', 'text', (column) => column.notNull())
      .execute();
    await schema
      .createIndex('thread_messages_by_request')
      .on('thread_messages')
      .column('request_id')
      .execute();
    await openForKnown(db);
  },
};

async function openForKnown(db: SchemaChange): Promise<void> {
  await sql`insert into threads (request_id, channel, wanted, actual)
    select id, 'dashboard', wanted, wanted from (select id,
      case when state in ('done', 'blocked', 'cancelled') then 'closed' else 'open' end as wanted from requests)`.execute(
    db,
  );
  await sql`insert into thread_messages (request_id, at, author, text)
    select id, updated_at, 'planeguard', state || ': ' || summary from requests order by ordinal`.execute(db);
}
