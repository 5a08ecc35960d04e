import { appendEvent } from './append-event.ts';
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

/** Tells that somebody was not heard, once for each account. What was said is not kept. */
export async function refuseFeedback(
  write: Write,
  { requestId, author, url, why }: RefusedFeedback,
): Promise<void> {
  const kind = 'feedback_refused';
  const told = await write.db
    .selectFrom('events')
    .select('data')
    .where('request_id', '=', requestId)
    .where('kind', '=', kind)
    .execute();
  if (told.length >= mostTold || told.some(({ data }) => documentOf(data).author === author)) return;
  await appendEvent(write, { requestId, attempt: null, kind, data: { author, url, why } });
}
