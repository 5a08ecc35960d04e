import { isCancel, type Reason } from '../core/reason.ts';
import { stoppingText } from '../core/request-text.ts';
import { appendEvent } from './append-event.ts';
import type { RequestRecord } from './find-request.ts';
import type { Write } from './writer.ts';

/**
 * Asks the worker that holds a request to end its session. The first reason wins, and a second wish changes nothing:
 * but who gives the request up means more than that its pull request was closed.
 */
export async function wishEnd(
  write: Write,
  request: RequestRecord,
  reason: Reason,
): Promise<{ kind: 'wished' | 'unchanged' }> {
  const { cancel_reason: pending } = request;
  const outranks = pending === 'pull_request_closed' && isCancel(reason);
  if (pending !== null && !outranks) return { kind: 'unchanged' };
  const seq = await appendEvent(write, {
    requestId: request.id,
    attempt: request.attempt,
    kind: 'cancel_wished',
    data: { reason },
  });
  const text = { summary: stoppingText.summary(reason), next: stoppingText.next(request.id) };
  await write.db
    .updateTable('requests')
    .set({ cancel_reason: reason, cancel_seq: seq, updated_at: write.nowMs, ...text })
    .where('id', '=', request.id)
    .where('state', '=', request.state)
    .where('attempt', '=', request.attempt)
    .execute();
  return { kind: 'wished' };
}
