import type { Insertable } from 'kysely';
import type { Subject } from '../core/github/delivery.ts';
import type { WebhookDeliveryTable } from './forge-tables.ts';
import type { Write } from './writer.ts';

/** How many are remembered: GitHub shows as many days of them, and nobody reads more. */
const kept = 10_000;

type NewDelivery = Pick<WebhookDeliveryTable, 'id' | 'event' | 'action' | 'repository'> & {
  subjects: readonly Subject[];
};

/**
 * Keeps a delivery until it is looked into. One that was looked into already is only counted, unless that has failed; one
 * that waits stays as it is.
 * @returns whether it waits since now.
 */
export async function addDelivery(write: Write, delivery: NewDelivery): Promise<'new' | 'repeated'> {
  const known = await write.db
    .updateTable('webhook_deliveries')
    .set((is) => ({ times: is('times', '+', 1) }))
    .where('id', '=', delivery.id)
    .returning('outcome')
    .executeTakeFirst();
  const waiting = {
    subjects: JSON.stringify(delivery.subjects),
    received_at: write.nowMs,
    processed_at: null,
    outcome: null,
    why: null,
  };
  if (known === undefined) return insert(write, { ...delivery, ...waiting });
  if (known.outcome !== 'failed') return 'repeated';
  await write.db.updateTable('webhook_deliveries').set(waiting).where('id', '=', delivery.id).execute();
  return 'new';
}

async function insert({ db }: Write, delivery: Insertable<WebhookDeliveryTable>): Promise<'new'> {
  const { ordinal } = await db
    .insertInto('webhook_deliveries')
    .values(delivery)
    .returning('ordinal')
    .executeTakeFirstOrThrow();
  await db
    .deleteFrom('webhook_deliveries')
    .where('ordinal', '<=', ordinal - kept)
    .where('processed_at', 'is not', null)
    .execute();
  return 'new';
}

/** What became of them. */
export async function settleDeliveries(
  write: Write,
  ids: readonly string[],
  { outcome, why }: { outcome: string; why: string },
): Promise<void> {
  await write.db
    .updateTable('webhook_deliveries')
    .set({ processed_at: write.nowMs, outcome, why, subjects: null })
    .where('id', 'in', ids)
    .execute();
}
