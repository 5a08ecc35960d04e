import type { Migration } from './migration.ts';

/** How far an issue's comments are, and what stands against them. */
export const statusComments: Migration = {
  name: 'status comments',
  async up({ schema }) {
    await schema.alterTable('issues').addColumn('commented_at', 'bigint').execute();
    await schema.alterTable('issues').addColumn('comment_trouble', 'text').execute();
    await schema.alterTable('issues').addColumn('refusal_comment_id', 'bigint').execute();
  },
};
