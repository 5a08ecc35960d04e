import { readDelivery } from '../../core/github/delivery.ts';
import { isUnknown } from '../../edge/forge/github/github-error.ts';
import { Loop } from '../../edge/loop.ts';
import { settleDelivery } from '../../store/add-delivery.ts';
import { type DeliveryRecord, waitingDeliveries } from '../../store/list-deliveries.ts';
import type { GitHub } from '../github/github.ts';
import { lookAtSubjects } from '../github/look-at-subjects.ts';
import type { Parts } from '../parts.ts';

const atOnce = 100;
const periodMs = 60_000;

/** Looks at what webhooks have told of, in their order; several about the same thing are one look. */
export function githubDeliveriesLoop(parts: Parts, github: GitHub): Loop {
  const loop = new Loop({
    name: 'github-deliveries',
    clock: parts.clock,
    doing: 'looking at what webhooks have told of',
    waiting: 'waiting for a webhook',
    passWithinMs: 10 * 60_000,
    pass: async () => {
      const waiting = await waitingDeliveries(parts.db, atOnce);
      for (const together of byRepository(waiting)) await settle(parts, github, together);
      return waiting.length === atOnce ? 0 : periodMs;
    },
    onError: (error) => parts.log.warn({ err: error }, 'A delivery waits: GitHub could not be asked'),
    retryMs: (error, failures) =>
      isUnknown(error) && error.retryAfterMs !== null
        ? error.retryAfterMs
        : Math.min(periodMs, 1_000 * 2 ** Math.min(failures, 10)),
  });
  github.onDelivery = () => loop.notify();
  return loop;
}

const byRepository = (waiting: readonly DeliveryRecord[]): DeliveryRecord[][] => [
  ...Map.groupBy(waiting, ({ repository }) => repository?.toLowerCase()).values(),
];

async function settle(parts: Parts, github: GitHub, deliveries: readonly DeliveryRecord[]): Promise<void> {
  const repository = github.find(deliveries[0]?.repository ?? '');
  if (repository === null) {
    const why = 'the configuration does not list its repository';
    return settleAll(parts, deliveries, () => ({ outcome: 'ignored', why }));
  }
  const read = deliveries.map((delivery) => ({
    id: delivery.id,
    ...readDelivery(delivery.event, payloadOf(delivery)),
  }));
  const found = await lookAtSubjects(parts, github, { repository, deliveries: read });
  await settleAll(parts, deliveries, ({ id }) => found.get(id) ?? nothing);
}

const nothing = { outcome: 'ignored', why: 'it tells of nothing that matters here' };

/** It was JSON when it came. */
const payloadOf = ({ payload }: DeliveryRecord): unknown => JSON.parse(payload ?? 'null');

async function settleAll(
  parts: Parts,
  deliveries: readonly DeliveryRecord[],
  found: (delivery: DeliveryRecord) => { outcome: string; why: string },
): Promise<void> {
  await parts.writer.write(async (write) => {
    for (const delivery of deliveries) await settleDelivery(write, delivery.id, found(delivery));
  });
}
