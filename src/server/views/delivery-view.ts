import { isoTime } from '../../edge/clock.ts';
import type { DeliveryView } from '../../protocol/delivery.ts';
import type { DeliveryRecord } from '../../store/list-deliveries.ts';

export const deliveryView = (row: DeliveryRecord): DeliveryView => ({
  id: row.id,
  event: row.event,
  action: row.action,
  repository: row.repository,
  receivedAt: isoTime(row.received_at),
  times: row.times,
  processedAt: row.processed_at === null ? null : isoTime(row.processed_at),
  outcome: row.outcome,
  why: row.why,
});
