import { appendEvent } from './append-event.ts';
import type { Database } from './database.ts';
import type { FeedbackRecord } from './insert-feedback.ts';
import type { Write } from './writer.ts';

type Waiting = Pick<FeedbackRecord, 'id' | 'request_id' | 'source' | 'author' | 'url'> & { object: string };

/** What was said on a forge about a request, and nobody was given yet. */
export async function waitingRemarks(db: Database, requestId: string): Promise<Waiting[]> {
  const rows = await db
    .selectFrom('feedback')
    .select(['id', 'request_id', 'source', 'author', 'url', 'object'])
    .where('request_id', '=', requestId)
    .where('status', '=', 'pending')
    .where('object', 'is not', null)
    .execute();
  return rows.flatMap(({ object, ...row }) => (object === null ? [] : [{ ...row, object }]));
}

/** Who has deleted a remark before anybody has read it wants nothing done about it. */
export async function withdrawFeedback(write: Write, { id, request_id, ...said }: Waiting): Promise<void> {
  const reason = 'It was deleted before it was handed over.';
  const { numUpdatedRows } = await write.db
    .updateTable('feedback')
    .set({ status: 'ignored', reason })
    .where('id', '=', id)
    .where('status', '=', 'pending')
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return;
  const { source, author, url } = said;
  const data = { id, source, author, url, reason };
  await appendEvent(write, { requestId: request_id, attempt: null, kind: 'feedback_ignored', data });
}
