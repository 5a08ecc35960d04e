import { type Reason, reasons } from '../core/reason.ts';
import { findRequest, type RequestRecord } from './find-request.ts';
import { moveRequest } from './move-request.ts';
import { type Refusal, refusal, unknownRequest } from './refusal.ts';
import { wishEnd } from './wish-end.ts';
import type { Write } from './writer.ts';

export type Cancelled = { kind: 'cancelled' | 'wished' | 'unchanged' } | Refusal;

/** Why a request is ended from outside: a person, or its issue. */
export type OutsideReason = Extract<
  Reason,
  'by_operator' | 'issue_closed' | 'trigger_removed' | 'issue_completed'
>;

/**
 * Ends a request that nobody works on at once; for a held one it is a wish to its worker.
 * @param summary what is said of it where nobody works on it; by the reason if absent.
 */
export async function cancelRequest(
  write: Write,
  id: string,
  reason: OutsideReason,
  summary?: string,
): Promise<Cancelled> {
  const request = await findRequest(write.db, id);
  if (request === null) return unknownRequest(id);
  switch (request.state) {
    case 'queued':
    case 'in_review':
    case 'blocked':
      return cancelAtOnce(write, request, { reason, summary });
    case 'claimed':
    case 'running':
      return wishEnd(write, request, reason);
    case 'cancelled':
      return { kind: 'unchanged' };
    case 'done':
      return refusal('state_refused', `Request ${id} is done: there is nothing to cancel.`);
    default:
      return request.state satisfies never;
  }
}

async function cancelAtOnce(
  write: Write,
  request: RequestRecord,
  { reason, summary }: { reason: OutsideReason; summary: string | undefined },
): Promise<Cancelled> {
  const usual = reason === 'by_operator' ? `Cancelled while it was ${request.state}.` : reasons[reason].means;
  const moved = await moveRequest(write, {
    request,
    event: reason === 'issue_completed' ? { type: reason } : { type: 'cancelled', reason },
    summary: summary ?? usual,
    set: { not_before: null },
  });
  return moved.kind === 'refused' ? moved : { kind: 'cancelled' };
}
