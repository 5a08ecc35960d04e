import { isoTime } from '../../edge/clock.ts';
import type { FeedbackRecord } from '../../store/insert-feedback.ts';

export const feedbackView = (row: FeedbackRecord) => ({
  id: row.id,
  source: row.source,
  author: row.author,
  url: row.url,
  status: row.status,
  reason: row.reason,
  text: row.text,
  createdAt: isoTime(row.created_at),
});
