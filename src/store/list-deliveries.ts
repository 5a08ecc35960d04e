import type { Selectable } from 'kysely';
import type { Database } from './database.ts';
import type { WebhookDeliveryTable } from './forge-tables.ts';

export type DeliveryRecord = Selectable<WebhookDeliveryTable>;

/** Those that were not looked into yet, the oldest first. */
export const waitingDeliveries = (
  db: Database,
  { after, limit }: { after: number; limit: number },
): Promise<DeliveryRecord[]> =>
  db
    .selectFrom('webhook_deliveries')
    .selectAll()
    .where('processed_at', 'is', null)
    .where('ordinal', '>', after)
    .orderBy('ordinal')
    .limit(limit)
    .execute();

/** The newest first, with what became of each. */
export const recentDeliveries = (
  db: Database,
  { before, limit }: { before: number | null; limit: number },
): Promise<DeliveryRecord[]> => {
  const all = db.selectFrom('webhook_deliveries').selectAll().orderBy('ordinal', 'desc').limit(limit);
  return (before === null ? all : all.where('ordinal', '<', before)).execute();
};
