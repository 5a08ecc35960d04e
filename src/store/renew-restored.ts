import { sql } from 'kysely';
import { queuedText } from '../core/request-text.ts';
import { appendEvent } from './append-event.ts';
import type { Database } from './database.ts';
import type { ReplacedDatabase } from './read-replaced.ts';
import type { Write } from './writer.ts';

/** For each generation: more attempts than a request can have had in one. */
const fencesAhead = 1_000;
/** For each generation, more events than can happen in one: nobody who has seen one of them misses one that comes now. */
const eventsAhead = 1_000_000_000;

export interface RestoredDatabase {
  databaseId: string;
  generation: number;
  /** Requests wait until attempts that the backup does not know are over. */
  holds: boolean;
}

/**
 * Makes a restored database one that nobody takes for the one it was copied from: a new generation, fences above all
 * that may have been granted since, and tokens as they are now.
 * @param replaced null when it is lost: whatever may run now, may.
 */
export function renewRestored(
  db: Database,
  { replaced, nowMs }: { replaced: ReplacedDatabase | null; nowMs: number },
): Promise<RestoredDatabase> {
  return db.transaction().execute(async (transaction) => {
    const write: Write = { db: transaction, nowMs, events: [] };
    const holds = replaced === null || replaced.open > 0 || replaced.waits;
    const { database_id: databaseId, generation: before } = await transaction
      .selectFrom('installation')
      .selectAll()
      .executeTakeFirstOrThrow();
    const generation = Math.max(before, replaced?.generation ?? 0) + 1;
    const held_ordinal = holds ? await newestRequest(transaction) : null;
    await transaction.updateTable('installation').set({ generation, held_ordinal }).execute();
    await raiseNumbers(transaction, generation - before);
    if (holds) await sayThatTheyWait(transaction, nowMs);
    await takeTokens(transaction, replaced?.tokens ?? []);
    await appendEvent(write, {
      requestId: null,
      attempt: null,
      kind: 'restored',
      data: { generation, holds },
    });
    return { databaseId, generation, holds };
  });
}

async function newestRequest(db: Database): Promise<number> {
  const row = await db.selectFrom('requests').select('ordinal').orderBy('ordinal', 'desc').executeTakeFirst();
  return row?.ordinal ?? 0;
}

/** @param generations since the backup: it may be restored again and again, and nothing is given out twice. */
async function raiseNumbers(db: Database, generations: number): Promise<void> {
  const fences = fencesAhead * generations;
  const events = eventsAhead * generations;
  await sql`update requests set fence_floor = max(attempt, fence_floor) + ${fences}`.execute(db);
  await sql`update sqlite_sequence set seq = seq + ${events} where name = 'events'`.execute(db);
}

async function sayThatTheyWait(db: Database, nowMs: number): Promise<void> {
  const summary = queuedText.restored;
  await db
    .updateTable('requests')
    .set({ summary, updated_at: nowMs })
    .where('state', '=', 'queued')
    .execute();
}

/** A token that was revoked since stays so; one that was made since still speaks. */
async function takeTokens(db: Database, tokens: ReplacedDatabase['tokens']): Promise<void> {
  for (const token of tokens) {
    const { revoked_at, expires_at, worker_id } = token;
    await db
      .insertInto('tokens')
      .values(token)
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ revoked_at, expires_at, worker_id }))
      .execute();
  }
}
