import type { Migration } from './migration.ts';

/** What of a forge the feedback is, who said it, and where. */
export const feedbackOfForges: Migration = {
  name: 'feedback of forges',
  async up(db) {
    const { schema } = db;
    for (const column of ['object', 'revision', 'author', 'url'])
      await schema.alterTable('feedback').addColumn(column, 'text').execute();
    await schema
      .createIndex('feedback_by_object')
      .on('feedback')
      .columns(['request_id', 'object', 'revision'])
      .unique()
      .execute();
  },
};
