import type { Updateable } from 'kysely';
import { type RequestEvent, type RequestState, transition } from '../core/request.ts';
import { nextFor } from '../core/request-text.ts';
import { wantedThread } from '../core/thread.ts';
import { appendEvent } from './append-event.ts';
import type { RequestRecord } from './find-request.ts';
import { ignoreFeedback } from './ignore-feedback.ts';
import { type Refusal, refusal } from './refusal.ts';
import { sayInThread } from './say-in-thread.ts';
import type { RequestTable } from './tables.ts';
import { wantThread } from './want-thread.ts';
import type { Write } from './writer.ts';

export interface Move {
  request: RequestRecord;
  event: RequestEvent;
  summary: string;
  /** More for a person to know about what comes next. */
  hint?: string;
  /** Columns that change with the state. */
  set?: Updateable<RequestTable>;
  /** More for the event's data. */
  data?: Record<string, unknown>;
}

export type Moved = { kind: 'moved'; state: RequestState } | Refusal;

/**
 * The only change of a request's state: by the transition table, guarded by the state and the fence that the
 * decision was made on, with its event and its thread in the same transaction.
 */
export async function moveRequest(write: Write, move: Move): Promise<Moved> {
  const { request } = move;
  const result = transition(request.state, move.event);
  if (result.kind === 'refused') return notFrom(request, result.event);
  const row = {
    state: result.to,
    reason: result.reason,
    summary: move.summary,
    next: [nextFor(result.to, result.reason, request.id), move.hint].filter(Boolean).join(' '),
    updated_at: write.nowMs,
  };
  const { numUpdatedRows } = await write.db
    .updateTable('requests')
    .set({ ...row, ...move.set })
    .where('id', '=', request.id)
    .where('state', '=', request.state)
    .where('attempt', '=', request.attempt)
    .executeTakeFirst();
  if (numUpdatedRows !== 1n) return refusal('fenced', `Request ${request.id} has changed meanwhile.`);
  await appendEvent(write, {
    requestId: request.id,
    attempt: move.set?.attempt ?? (request.attempt || null),
    kind: result.to,
    data: { reason: row.reason, summary: row.summary, next: row.next, ...move.data },
  });
  await sayInThread(write, request.id, row);
  const wanted = wantedThread(result.to);
  if (wanted !== wantedThread(request.state)) await wantThread(write, request.id, wanted);
  if (result.to === 'done' || result.to === 'cancelled') await ignoreFeedback(write, request.id, result.to);
  return { kind: 'moved', state: result.to };
}

function notFrom(request: RequestRecord, event: RequestEvent['type']): Refusal {
  return refusal('state_refused', `Request ${request.id} is ${request.state}: ${event} is not possible now.`);
}
