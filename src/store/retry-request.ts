import { queuedText } from '../core/request-text.ts';
import { findRequest } from './find-request.ts';
import { lastWorker } from './last-worker.ts';
import { type Moved, moveRequest } from './move-request.ts';
import { preferredFor } from './prefer-worker.ts';
import { unknownRequest } from './refusal.ts';
import type { Write } from './writer.ts';

/** Queues an ended request again, with a new budget of attempts; `fresh` does not continue earlier work. */
export async function retryRequest(write: Write, id: string, fresh: boolean): Promise<Moved> {
  const request = await findRequest(write.db, id);
  if (request === null) return unknownRequest(id);
  const worker = fresh ? null : await lastWorker(write.db, id);
  return moveRequest(write, {
    request,
    event: { type: 'retried' },
    summary: queuedText.retried,
    set: {
      budget_from: request.attempt,
      history_from: fresh ? request.attempt : request.history_from,
      not_before: null,
      cancel_reason: null,
      cancel_seq: null,
      ...preferredFor(worker, write.nowMs),
    },
    data: { fresh },
  });
}
