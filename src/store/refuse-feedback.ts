import { appendEvent } from './append-event.ts';
import type { Database } from './database.ts';
import { documentOf } from './json-column.ts';
import type { Write } from './writer.ts';

export interface RefusedFeedback {
  requestId: string;
  author: string;
  url: string;
  why: string;
}

/** However many strangers speak, a request's history stays readable. */
const mostTold = 20;
const kind = 'feedback_refused';

/** Tells that somebody was not heard, once for each account. What was said is not kept. */
export async function refuseFeedback(
  write: Write,
  { requestId, author, url, why }: RefusedFeedback,
): Promise<void> {
  if (await isToldOf(write.db, { requestId, author })) return;
  await appendEvent(write, { requestId, attempt: null, kind, data: { author, url, why } });
}

/** Whether nothing more is told of what an account says. */
export async function isToldOf(
  db: Database,
  { requestId, author }: Pick<RefusedFeedback, 'requestId' | 'author'>,
): Promise<boolean> {
  const told = await db
    .selectFrom('events')
    .select('data')
    .where('request_id', '=', requestId)
    .where('kind', '=', kind)
    .execute();
  return told.length >= mostTold || told.some(({ data }) => documentOf(data).author === author);
}
