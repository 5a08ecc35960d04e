import { asksForWork, type Remark, resumesFor } from '../core/github/remark.ts';
import { closedStates } from '../core/request.ts';
import { appendEvent } from './append-event.ts';
import type { Database } from './database.ts';
import { findRequest, type RequestRecord } from './find-request.ts';
import { type FeedbackRecord, insertFeedback } from './insert-feedback.ts';
import { resumeWithFeedback } from './resume-with-feedback.ts';
import { retryRequest } from './retry-request.ts';
import type { Write } from './writer.ts';

/** What becomes of what is said once the request is over. */
export type AfterEnd = 'ignore' | 'reopen';

export interface ForgeFeedback extends Pick<Remark, 'object' | 'revision' | 'source' | 'text' | 'url'> {
  /** For a new row. */
  id: string;
  requestId: string;
  author: string;
}

/**
 * Keeps what a person has said on a forge, once for each thing and revision. What is edited before anybody has read it is
 * replaced; afterwards, it is said again.
 */
export async function addForgeFeedback(
  write: Write,
  said: ForgeFeedback,
  afterEnd: AfterEnd,
): Promise<'known' | 'edited' | 'ignored' | 'added'> {
  const rows = await rowsOf(write.db, said);
  const [newest] = rows;
  const request = await findRequest(write.db, said.requestId);
  if (request === null || newest?.text === said.text) return 'known';
  const isRepeated = rows.some(({ revision }) => revision === said.revision);
  if (newest?.status === 'pending') {
    if (isRepeated) await withdraw(write, newest.id);
    else {
      await replace(write, newest.id, said);
      if (resumesFor(request, said.source)) await resumeWithFeedback(write, request.id);
    }
    return 'edited';
  }
  if (isRepeated) return 'known';
  if (isClosed(request) && (afterEnd === 'ignore' || !asksForWork(said.source))) {
    const reason = `The request was ${request.state} before it was said.`;
    await insertFeedback(write, request, { ...said, status: 'ignored', reason });
    return 'ignored';
  }
  await insertFeedback(write, request, said);
  if (isClosed(request)) await retryRequest(write, request.id, false);
  else if (resumesFor(request, said.source)) await resumeWithFeedback(write, request.id);
  return 'added';
}

/** Whether it is kept already, as it is. */
export async function isKnown(db: Database, said: Said): Promise<boolean> {
  const [newest] = await rowsOf(db, said);
  return newest?.text === said.text;
}

type Said = Pick<ForgeFeedback, 'requestId' | 'object' | 'text'>;

/** All revisions, the newest first. */
const rowsOf = (
  db: Database,
  { requestId, object }: Said,
): Promise<Pick<FeedbackRecord, 'id' | 'text' | 'status' | 'revision'>[]> =>
  db
    .selectFrom('feedback')
    .select(['id', 'text', 'status', 'revision'])
    .where('request_id', '=', requestId)
    .where('object', '=', object)
    .orderBy('ordinal', 'desc')
    .execute();

/** A review keeps its time when it is edited: edited back, it is the revision that was read before. */
async function withdraw(write: Write, id: string): Promise<void> {
  await write.db
    .updateTable('feedback')
    .set({ status: 'ignored', reason: 'It was edited back to what had been said before.' })
    .where('id', '=', id)
    .where('status', '=', 'pending')
    .execute();
}

async function replace(write: Write, id: string, said: ForgeFeedback): Promise<void> {
  const { requestId, revision, source, text, author, url } = said;
  await write.db
    .updateTable('feedback')
    .set({ revision, source, text })
    .where('id', '=', id)
    .where('status', '=', 'pending')
    .execute();
  const data = { id, source, author, url, text: text.slice(0, 2_000) };
  await appendEvent(write, { requestId, attempt: null, kind: 'feedback_edited', data });
}

const isClosed = ({ state }: RequestRecord): boolean => closedStates.some((closed) => closed === state);
