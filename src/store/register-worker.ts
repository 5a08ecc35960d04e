import { appendEvent } from './append-event.ts';
import type { Write } from './writer.ts';

export interface RegisterWorker {
  id: string;
  instance: string;
  name: string;
  version: string;
  labels: readonly string[];
  capacity: number;
  containment: { tier: number; sentence: string } | null;
  /** Which token speaks for it. */
  tokenId: string;
}

/** Records who a worker is; a repeat only refreshes it. Whether the instance may is the caller's question. */
export async function registerWorker(write: Write, worker: RegisterWorker): Promise<void> {
  const row = {
    instance: worker.instance,
    name: worker.name,
    version: worker.version,
    labels: JSON.stringify(worker.labels),
    capacity: worker.capacity,
    tier: worker.containment?.tier ?? null,
    tier_sentence: worker.containment?.sentence ?? null,
    health: 'starting' as const,
    reason: null,
    since: write.nowMs,
    last_seen_at: write.nowMs,
    registered_at: write.nowMs,
    token_id: worker.tokenId,
  };
  await write.db
    .insertInto('workers')
    .values({ id: worker.id, ...row })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .execute();
  await appendEvent(write, {
    requestId: null,
    attempt: null,
    kind: 'worker_registered',
    data: { worker: worker.id, name: worker.name, version: worker.version },
  });
}
