import type { RemarkSource } from '../core/github/remark.ts';
import { queuedText } from '../core/request-text.ts';
import { findRequest } from './find-request.ts';
import { lastWorker } from './last-worker.ts';
import { type Moved, moveRequest } from './move-request.ts';
import { preferredFor } from './prefer-worker.ts';
import { unknownRequest } from './refusal.ts';
import type { Write } from './writer.ts';

interface Waiting {
  /** Wall clock: only what was said then or later counts. */
  sinceMs?: number;
  /** What does not count. */
  without?: readonly RemarkSource[];
}

export async function feedbackWaits(
  write: Write,
  requestId: string,
  { sinceMs = 0, without = [] }: Waiting = {},
): Promise<boolean> {
  const row = await write.db
    .selectFrom('feedback')
    .select('id')
    .where('request_id', '=', requestId)
    .where('status', '=', 'pending')
    .where('created_at', '>=', sinceMs)
    .where('source', 'not in', [...without])
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** A resting request goes on, with the worker that keeps its workspace if that one is quick. */
export async function resumeWithFeedback(write: Write, requestId: string): Promise<Moved> {
  const request = await findRequest(write.db, requestId);
  if (request === null) return unknownRequest(requestId);
  const worker = await lastWorker(write.db, requestId);
  return moveRequest(write, {
    request,
    event: { type: 'feedback_received' },
    summary: queuedText.feedback,
    set: { budget_from: request.attempt, not_before: null, ...preferredFor(worker, write.nowMs) },
  });
}
