import type { Reason } from '../core/reason.ts';
import { stoppingText } from '../core/request-text.ts';
import { appendEvent } from './append-event.ts';
import { findRequest, type RequestRecord } from './find-request.ts';
import { moveRequest } from './move-request.ts';
import { type Refusal, refusal, unknownRequest } from './refusal.ts';
import type { Write } from './writer.ts';

export type Cancelled = { kind: 'cancelled' | 'wished' | 'unchanged' } | Refusal;

/** Ends a request that nobody works on at once; for a held one it is a wish to its worker. */
export async function cancelRequest(write: Write, id: string, reason: Reason): Promise<Cancelled> {
  const request = await findRequest(write.db, id);
  if (request === null) return unknownRequest(id);
  switch (request.state) {
    case 'queued':
    case 'in_review':
    case 'blocked':
      return cancelAtOnce(write, request, reason);
    case 'claimed':
    case 'running':
      return wish(write, request, reason);
    case 'cancelled':
      return { kind: 'unchanged' };
    case 'done':
      return refusal('state_refused', `Request ${id} is done: there is nothing to cancel.`);
    default:
      return request.state satisfies never;
  }
}

async function cancelAtOnce(write: Write, request: RequestRecord, reason: Reason): Promise<Cancelled> {
  const moved = await moveRequest(write, {
    request,
    event: { type: 'cancelled', reason },
    summary: `Cancelled while it was ${request.state}.`,
    set: { not_before: null },
  });
  return moved.kind === 'refused' ? moved : { kind: 'cancelled' };
}

/** The first reason wins: a second wish changes nothing. */
async function wish(write: Write, request: RequestRecord, reason: Reason): Promise<Cancelled> {
  if (request.cancel_reason !== null) return { kind: 'unchanged' };
  const seq = await appendEvent(write, {
    requestId: request.id,
    attempt: request.attempt,
    kind: 'cancel_wished',
    data: { reason },
  });
  await write.db
    .updateTable('requests')
    .set({ cancel_reason: reason, cancel_seq: seq, updated_at: write.nowMs, ...stopping(request.id) })
    .where('id', '=', request.id)
    .where('state', '=', request.state)
    .where('attempt', '=', request.attempt)
    .execute();
  return { kind: 'wished' };
}

const stopping = (id: string) => ({ summary: stoppingText.summary, next: stoppingText.next(id) });
