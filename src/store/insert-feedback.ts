import type { Selectable } from 'kysely';
import { appendEvent } from './append-event.ts';
import type { RequestRecord } from './find-request.ts';
import type { FeedbackTable } from './tables.ts';
import type { Write } from './writer.ts';

export type FeedbackRecord = Selectable<FeedbackTable>;

type NewFeedback = Pick<FeedbackRecord, 'id' | 'source' | 'text'> &
  Partial<Pick<FeedbackRecord, 'object' | 'revision' | 'author' | 'url' | 'status' | 'reason'>>;

/** Adds a row, with its event. Pending, if nothing else is said. */
export async function insertFeedback(
  write: Write,
  request: RequestRecord,
  { id, source, text, ...more }: NewFeedback,
): Promise<FeedbackRecord> {
  const { object = null, revision = null, author = null, url = null } = more;
  const { status = 'pending', reason = null } = more;
  const where = { object, revision, author, url };
  const row = { id, source, text, ...where, status, reason, created_at: write.nowMs };
  const feedback = await write.db
    .insertInto('feedback')
    .values({ ...row, request_id: request.id })
    .returningAll()
    .executeTakeFirstOrThrow();
  const said = author === null ? {} : { author, url };
  const kind = status === 'ignored' ? 'feedback_ignored' : 'feedback';
  const data = { id, source, ...said, text: text.slice(0, 2_000) };
  await appendEvent(write, { requestId: request.id, attempt: request.attempt || null, kind, data });
  return feedback;
}
