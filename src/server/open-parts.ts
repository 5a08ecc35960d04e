import { randomInt } from 'node:crypto';
import { afterInput } from '../edge/clock.ts';
import { installation } from '../store/installation.ts';
import { listWorkers } from '../store/list-workers.ts';
import { openAttempts } from '../store/open-attempts.ts';
import { openDatabase } from '../store/open-database.ts';
import { Writer } from '../store/writer.ts';
import { ControlPlaneMetrics } from './control-plane-metrics.ts';
import type { ControlPlaneOptions } from './control-plane-options.ts';
import { EventFeed } from './event-feed.ts';
import { issueTokens } from './issue-tokens.ts';
import { Leases } from './leases.ts';
import { LimitsBook } from './limits-book.ts';
import { databaseId } from './new-ids.ts';
import { OwnCondition } from './own-condition.ts';
import type { Parts } from './parts.ts';
import { TokenBook } from './token-book.ts';
import { UnknownAttempts } from './unknown-attempts.ts';
import { WorkerPresence } from './worker-presence.ts';
import { WorkerTokens } from './worker-tokens.ts';

/** Opens the database and makes everything that lives beside it in memory. */
export async function openParts(options: ControlPlaneOptions, closing: AbortSignal): Promise<Parts> {
  const onBackedUp = (copy: string) =>
    options.log.warn({ copy }, 'The database is of an older version: it is copied, and then changed');
  const db = await openDatabase(options.layout.database, { onBackedUp });
  try {
    const { clock } = options;
    const known = await installation(db, { databaseId: databaseId(), nowMs: clock.nowMs() });
    const parts = makeParts(options, { db, installation: known, closing });
    await issueTokens(parts, options.layout);
    await takeUp(parts);
    return parts;
  } catch (error) {
    await db.destroy();
    throw error;
  }
}

function makeParts(
  { clock, log, config: settings, github = null }: ControlPlaneOptions,
  opened: Pick<Parts, 'db' | 'installation' | 'closing'>,
): Parts {
  const feed = new EventFeed();
  const metrics = new ControlPlaneMetrics();
  const tokens = new TokenBook();
  const writer = new Writer({
    db: opened.db,
    nowMs: () => clock.nowMs(),
    afterInput,
    onCommitted: (events) => {
      metrics.committed(events);
      feed.publish(events);
    },
  });
  return {
    ...opened,
    settings,
    clock,
    log,
    writer,
    feed,
    metrics,
    github,
    tokens,
    workerTokens: new WorkerTokens(tokens),
    limits: new LimitsBook(settings),
    leases: new Leases(settings.lease),
    unknownAttempts: new UnknownAttempts(settings.lease, opened.installation.heldOrdinal, clock.bootMs()),
    presence: new WorkerPresence(settings.lease.heartbeatMs, clock.bootMs()),
    condition: new OwnCondition(clock.nowMs()),
    random: () => randomInt(2 ** 32) / 2 ** 32,
  };
}

/** What the database remembers of workers and attempts; leases count afresh from now. */
async function takeUp({ clock, db, leases, presence, workerTokens }: Parts): Promise<void> {
  const nowMs = clock.bootMs();
  for (const worker of await listWorkers(db)) {
    const { id, instance, name, health, last_seen_at: seenAtMs, token_id: tokenId } = worker;
    if (tokenId !== null) workerTokens.remember(id, tokenId);
    const heardAtMs = nowMs - Math.max(0, clock.nowMs() - seenAtMs);
    presence.remember(id, { instance, name, heardAtMs, stopped: health === 'stopped' });
  }
  for (const { id, worker_id: workerId, confirmed_at: confirmedAt } of await openAttempts(db)) {
    leases.begin({ id, workerId, confirmed: confirmedAt !== null }, nowMs);
  }
}
