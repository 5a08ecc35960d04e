import type { WebhookDeliveryTable } from './tables.ts';
import type { Write } from './writer.ts';

/** How many are remembered: GitHub shows as many days of them, and nobody reads more. */
const kept = 10_000;

type NewDelivery = Pick<WebhookDeliveryTable, 'id' | 'event' | 'action' | 'repository'> & { payload: string };

/**
 * Keeps a delivery until it is looked into. One that was looked into already is only counted; one that waits stays as it is.
 * @returns whether it is new.
 */
export async function addDelivery(write: Write, delivery: NewDelivery): Promise<'new' | 'repeated'> {
  const { numUpdatedRows } = await write.db
    .updateTable('webhook_deliveries')
    .set((is) => ({ times: is('times', '+', 1) }))
    .where('id', '=', delivery.id)
    .executeTakeFirst();
  if (numUpdatedRows > 0n) return 'repeated';
  const { ordinal } = await write.db
    .insertInto('webhook_deliveries')
    .values({ ...delivery, received_at: write.nowMs, processed_at: null, outcome: null, why: null })
    .returning('ordinal')
    .executeTakeFirstOrThrow();
  await write.db
    .deleteFrom('webhook_deliveries')
    .where('ordinal', '<=', ordinal - kept)
    .where('processed_at', 'is not', null)
    .execute();
  return 'new';
}

/** What became of it. Its payload is dropped: nothing but its subjects was ever believed. */
export async function settleDelivery(
  write: Write,
  id: string,
  { outcome, why }: { outcome: string; why: string },
): Promise<void> {
  await write.db
    .updateTable('webhook_deliveries')
    .set({ processed_at: write.nowMs, outcome, why, payload: null })
    .where('id', '=', id)
    .execute();
}
