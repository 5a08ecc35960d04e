import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { afterInput } from '../../src/edge/clock.ts';
import type { PlaneguardEvent } from '../../src/protocol/event.ts';
import type { Database } from '../../src/store/database.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import { Writer } from '../../src/store/writer.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface TestStore {
  db: Database;
  writer: Writer;
  /** Every commit's events. */
  commits: PlaneguardEvent[][];
  time: { nowMs: number };
}

/** A real database in a folder of its own, with a time that the test sets. */
export async function openStore(): Promise<TestStore> {
  const store = await openStoreAt(join(temporaryFolder(), 'planeguard.db'));
  onTestFinished(() => store.db.destroy());
  return store;
}

/** The caller destroys `db`. `:memory:` is SQLite without the disk, for thousands of runs. */
export async function openStoreAt(path: string): Promise<TestStore> {
  const db = await openDatabase(path);
  const commits: PlaneguardEvent[][] = [];
  const time = { nowMs: 1_000_000 };
  const onCommitted = (events: PlaneguardEvent[]): void => {
    commits.push(events);
  };
  const writer = new Writer({ db, nowMs: () => time.nowMs, afterInput, onCommitted });
  return { db, writer, commits, time };
}
