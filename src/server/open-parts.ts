import { randomInt } from 'node:crypto';
import type { Kysely } from 'kysely';
import { afterInput } from '../edge/clock.ts';
import type { Loop } from '../edge/loop.ts';
import { installation } from '../store/installation.ts';
import { listWorkers } from '../store/list-workers.ts';
import { openAttempts } from '../store/open-attempts.ts';
import { openDatabase } from '../store/open-database.ts';
import type { Tables } from '../store/tables.ts';
import { Writer } from '../store/writer.ts';
import { EventFeed } from './event-feed.ts';
import { issueTokens } from './issue-tokens.ts';
import { Leases } from './leases.ts';
import type { ControlPlaneOptions } from './main.ts';
import { databaseId } from './new-ids.ts';
import type { Parts } from './parts.ts';
import { TokenBook } from './token-book.ts';
import { WorkerPresence } from './worker-presence.ts';

export interface OpenedParts {
  parts: Parts;
  setLoops: (loops: readonly Loop[]) => void;
  setAddress: (address: ReturnType<Parts['address']>) => void;
  /** After the last write. */
  closeStore: () => Promise<void>;
}

/** Opens the database and makes everything that lives beside it in memory. */
export async function openParts(options: ControlPlaneOptions, closing: AbortSignal): Promise<OpenedParts> {
  const { clock, log, config: settings, layout } = options;
  const db = await openDatabase(layout.database);
  const feed = new EventFeed();
  const writer = new Writer({
    db,
    nowMs: () => clock.nowMs(),
    afterInput,
    onCommitted: (events) => feed.publish(events),
  });
  let loops: readonly Loop[] = [];
  let address: ReturnType<Parts['address']> = null;
  const parts: Parts = {
    settings,
    clock,
    log,
    db,
    writer,
    installation: await installation(db, { databaseId: databaseId(), nowMs: clock.nowMs() }),
    tokens: new TokenBook(),
    leases: new Leases(settings.lease),
    presence: new WorkerPresence(settings.lease.heartbeatMs, clock.bootMs()),
    feed,
    closing,
    random: () => randomInt(2 ** 32) / 2 ** 32,
    loops: () => loops.map((loop) => loop.progress()),
    address: () => address,
    startedAtMs: clock.nowMs(),
  };
  await issueTokens(parts, layout);
  await takeUp(parts, db);
  return {
    parts,
    setLoops: (started) => {
      loops = started;
    },
    setAddress: (listening) => {
      address = listening;
    },
    closeStore: async () => {
      await writer.idle();
      await db.destroy();
    },
  };
}

/** What the database remembers of workers and attempts counts afresh from now. */
async function takeUp({ clock, leases, presence }: Parts, db: Kysely<Tables>): Promise<void> {
  const nowMs = clock.bootMs();
  for (const { id, instance, name, health, last_seen_at: seenAtMs } of await listWorkers(db)) {
    const heardAtMs = nowMs - Math.max(0, clock.nowMs() - seenAtMs);
    presence.remember(id, { instance, name, heardAtMs, stopped: health === 'stopped' });
  }
  for (const { id, worker_id: workerId, confirmed_at: confirmedAt } of await openAttempts(db)) {
    leases.begin({ id, workerId, confirmed: confirmedAt !== null }, nowMs);
  }
}
