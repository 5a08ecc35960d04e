import { queuedText } from '../core/request-text.ts';
import { findRequest } from './find-request.ts';
import { lastWorker } from './last-worker.ts';
import { type Moved, moveRequest } from './move-request.ts';
import { preferredFor } from './prefer-worker.ts';
import { refusal, unknownRequest } from './refusal.ts';
import type { Write } from './writer.ts';

const whyNot = {
  queued: 'is queued already: it needs no retry.',
  claimed: 'is being started: cancel it first, or wait for its end.',
  running: 'is running: cancel it first, or wait for its end.',
  in_review: 'is in review: ask for changes with planeguard send, or close its pull request first.',
} as const;

/** Queues an ended request again, with a new budget of attempts; `fresh` does not continue earlier work. */
export async function retryRequest(write: Write, id: string, fresh: boolean): Promise<Moved> {
  const request = await findRequest(write.db, id);
  if (request === null) return unknownRequest(id);
  if (request.state !== 'done' && request.state !== 'blocked' && request.state !== 'cancelled') {
    return refusal('state_refused', `Request ${id} ${whyNot[request.state]}`);
  }
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
