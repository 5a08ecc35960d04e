import { isoTime } from '../../edge/clock.ts';
import type { FeedbackRecord } from '../../store/add-feedback.ts';

export const feedbackView = (row: FeedbackRecord) => ({
  id: row.id,
  source: row.source,
  status: row.status,
  reason: row.reason,
  text: row.text,
  createdAt: isoTime(row.created_at),
});
