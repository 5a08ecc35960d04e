import { isoTime } from '../../edge/clock.ts';
import type { RequestView } from '../../protocol/request.ts';
import { findRequest } from '../../store/find-request.ts';
import { documentOf } from '../../store/json-column.ts';
import { loadHistory, type RequestHistory } from '../../store/load-history.ts';
import { unknownRequest } from '../../store/refusal.ts';
import { problemOf } from '../accepted.ts';
import type { Parts } from '../parts.ts';
import { feedbackView } from './feedback-view.ts';
import { requestRows } from './request-row.ts';
import { isClean, timeOrNull } from './session-view.ts';

/**
 * Everything about one request.
 * @throws ProblemError not_found.
 */
export async function requestView(parts: Parts, id: string): Promise<RequestView> {
  const request = await findRequest(parts.db, id);
  const [row] = request ? await requestRows(parts, [request]) : [];
  if (!row) throw problemOf(unknownRequest(id));
  const history = await loadHistory(parts.db, id);
  return {
    ...row,
    feedback: history.feedback.map(feedbackView),
    evidence: { attempts: history.attempts.map(attemptView), receipts: history.receipts.map(receiptView) },
  };
}

const attemptView = (attempt: RequestHistory['attempts'][number]) => ({
  attempt: attempt.number,
  worker: attempt.worker_id,
  grantedAt: isoTime(attempt.granted_at),
  endedAt: timeOrNull(attempt.ended_at),
  reason: attempt.reason,
  summary: attempt.summary,
  proof: attempt.proof,
  clean: isClean(attempt),
});

const receiptView = (receipt: RequestHistory['receipts'][number]) => ({
  attempt: receipt.number,
  kind: receipt.kind,
  at: isoTime(receipt.at),
  data: documentOf(receipt.data),
});
