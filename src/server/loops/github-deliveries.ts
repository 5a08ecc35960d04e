import type { Subject } from '../../core/github/delivery.ts';
import { isUnknown } from '../../edge/forge/github/github-error.ts';
import { Loop, type Say } from '../../edge/loop.ts';
import { settleDeliveries } from '../../store/add-delivery.ts';
import { type DeliveryRecord, waitingDeliveries } from '../../store/list-deliveries.ts';
import type { GitHub } from '../github/github.ts';
import { lookAtSubjects } from '../github/look-at-subjects.ts';
import type { Parts } from '../parts.ts';

/** So that those which come while GitHub answers, 200 a second for 5 s, are one look at each issue. */
const atOnce = 1_000;
const periodMs = 60_000;
/** Polling has looked at it by then, or cannot either. */
const waitsForMs = 60 * 60_000;

/** Looks at what webhooks have told of, in their order; several about the same thing are one look. */
export function githubDeliveriesLoop(parts: Parts, github: GitHub): Loop {
  const loop = new Loop({
    name: 'github-deliveries',
    clock: parts.clock,
    doing: 'looking at what webhooks have told of',
    waiting: 'waiting for a webhook',
    passWithinMs: 10 * 60_000,
    pass: async (signal, say) => {
      const troubles = await lookAtAll({ parts, github, say }, signal);
      if (troubles.length > 0) throw troubles[0];
      return periodMs;
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

interface Looking {
  parts: Parts;
  github: GitHub;
  /** A long pass is progress: each look is told. */
  say: Say;
}

/** What cannot be known keeps waiting, and keeps nothing else from being looked at. */
async function lookAtAll(looking: Looking, signal: AbortSignal): Promise<unknown[]> {
  const troubles: unknown[] = [];
  for (let after = 0; !signal.aborted; ) {
    const waiting = await waitingDeliveries(looking.parts.db, { after, limit: atOnce });
    for (const together of byRepository(waiting)) troubles.push(...(await settle(looking, together)));
    const last = waiting.at(-1);
    if (last === undefined || waiting.length < atOnce) break;
    after = last.ordinal;
  }
  return troubles;
}

const byRepository = (waiting: readonly DeliveryRecord[]): DeliveryRecord[][] => [
  ...Map.groupBy(waiting, ({ repository }) => repository?.toLowerCase()).values(),
];

async function settle(
  { parts, github, say }: Looking,
  deliveries: readonly DeliveryRecord[],
): Promise<unknown[]> {
  const repository = github.find(deliveries[0]?.repository ?? '');
  if (repository === null) {
    await settleAll(parts, deliveries, () => notListed);
    return [];
  }
  const told = deliveries.map((delivery) => ({ id: delivery.id, subjects: subjectsOf(delivery) }));
  const found = await lookAtSubjects(parts, github, { repository, deliveries: told, say });
  const troubles: unknown[] = [];
  await settleAll(parts, deliveries, ({ id, event, received_at: receivedAtMs }) => {
    const one = found.get(id) ?? { outcome: 'ignored', why: `${event} tells of nothing that matters here` };
    if (one.outcome !== 'waits') return one;
    if (parts.clock.nowMs() - receivedAtMs > waitsForMs)
      return { outcome: 'failed', why: 'GitHub could not be asked about it for an hour' };
    troubles.push(one.trouble);
    return null;
  });
  return troubles;
}

const notListed = { outcome: 'ignored', why: 'the configuration does not list its repository' };

const subjectsOf = ({ subjects }: DeliveryRecord): Subject[] => JSON.parse(subjects ?? '[]') as Subject[];

async function settleAll(
  parts: Parts,
  deliveries: readonly DeliveryRecord[],
  found: (delivery: DeliveryRecord) => { outcome: string; why: string } | null,
): Promise<void> {
  const settled = deliveries.flatMap((delivery) => {
    const became = found(delivery);
    return became === null ? [] : [{ id: delivery.id, ...became }];
  });
  // A thousand statements would hold up all other writes.
  const alike = Map.groupBy(settled, ({ outcome, why }) => `${outcome} ${why}`);
  await parts.writer.write(async (write) => {
    for (const [first, ...others] of alike.values())
      if (first) await settleDeliveries(write, [first.id, ...others.map(({ id }) => id)], first);
  });
}
