import type { Subject } from '../../core/github/delivery.ts';
import { GitHubError, isUnknown } from '../../edge/forge/github/github-error.ts';
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
  const deliveries = new Deliveries(parts, github);
  const loop = new Loop({
    name: 'github-deliveries',
    clock: parts.clock,
    doing: 'looking at what webhooks have told of',
    waiting: 'waiting for a webhook',
    passWithinMs: 10 * 60_000,
    pass: (signal, say) => deliveries.pass(signal, say),
    onError: (error) => {
      if (error instanceof GitHubError)
        parts.log.warn({ err: error }, 'A delivery waits: GitHub could not be asked');
      else parts.log.error({ err: error }, 'A delivery waits: it could not be looked at');
    },
    retryMs: () => deliveries.restMs(),
  });
  github.onDelivery = () => loop.notify();
  return loop;
}

/** What was tried and waits is tried again at intervals that grow, however much comes meanwhile: only that is looked at then. */
export class Deliveries {
  readonly #parts: Parts;
  readonly #github: GitHub;
  #newestTried = 0;
  #failures = 0;
  /** By the boot clock; null when nothing waits. */
  #againAtMs: number | null = null;

  constructor(parts: Parts, github: GitHub) {
    this.#parts = parts;
    this.#github = github;
  }

  /** @returns how long to rest. @throws what kept the first of them from being looked at. */
  async pass(signal: AbortSignal, say: Say): Promise<number> {
    const isAll = this.#againAtMs === null || this.#parts.clock.bootMs() >= this.#againAtMs;
    const looking = { parts: this.#parts, github: this.#github, say };
    const after = isAll ? 0 : this.#newestTried;
    const { troubles, newest } = await this.#lookAtAll(looking, { after, signal });
    this.#newestTried = newest;
    if (isAll) this.#plan(troubles);
    if (troubles.length > 0) throw troubles[0];
    return this.restMs();
  }

  /** What cannot be read or recorded is tried again as late as what cannot be looked at. */
  async #lookAtAll(...looking: Parameters<typeof lookAtAll>): ReturnType<typeof lookAtAll> {
    try {
      return await lookAtAll(...looking);
    } catch (error) {
      this.#plan([error]);
      throw error;
    }
  }

  restMs(): number {
    if (this.#againAtMs === null) return periodMs;
    return Math.max(0, this.#againAtMs - this.#parts.clock.bootMs());
  }

  #plan([trouble]: readonly unknown[]): void {
    this.#failures = trouble === undefined ? 0 : this.#failures + 1;
    const toldMs = isUnknown(trouble) ? trouble.retryAfterMs : null;
    const waitMs = toldMs ?? Math.min(periodMs, 1_000 * 2 ** Math.min(this.#failures, 10));
    this.#againAtMs = trouble === undefined ? null : this.#parts.clock.bootMs() + waitMs;
  }
}

interface Looking {
  parts: Parts;
  github: GitHub;
  /** A long pass is progress: each look is told. */
  say: Say;
}

/** What cannot be known keeps waiting, and keeps nothing else from being looked at. */
async function lookAtAll(
  looking: Looking,
  { after, signal }: { after: number; signal: AbortSignal },
): Promise<{ troubles: unknown[]; newest: number }> {
  const troubles: unknown[] = [];
  for (let newest = after; ; ) {
    const waiting = await waitingDeliveries(looking.parts.db, { after: newest, limit: atOnce });
    for (const together of byRepository(waiting)) troubles.push(...(await settle(looking, together)));
    newest = waiting.at(-1)?.ordinal ?? newest;
    if (signal.aborted || waiting.length < atOnce) return { troubles, newest };
  }
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
      return { outcome: 'failed', why: whyFailed(one.trouble) };
    troubles.push(one.trouble);
    return null;
  });
  return troubles;
}

const whyFailed = (trouble: unknown): string =>
  trouble instanceof GitHubError
    ? `GitHub could not be asked about it for an hour: ${trouble.message}`
    : 'it could not be looked at for an hour; the log says why';

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
