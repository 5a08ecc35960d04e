import type { Selectable } from 'kysely';
import type { PlaneguardEvent } from '../protocol/event.ts';
import { documentOf } from './json-column.ts';
import type { EventTable } from './tables.ts';
import type { Write } from './writer.ts';

export interface NewEvent {
  requestId: string | null;
  attempt: number | null;
  kind: string;
  data: Record<string, unknown>;
  /** When it happened, if not now. */
  atMs?: number;
}

/**
 * Adds one line to the history, in the transaction of what it tells.
 * @returns its sequence number.
 */
export async function appendEvent(write: Write, event: NewEvent): Promise<number> {
  const row = await write.db
    .insertInto('events')
    .values({
      at: event.atMs ?? write.nowMs,
      request_id: event.requestId,
      attempt: event.attempt,
      kind: event.kind,
      data: JSON.stringify(event.data),
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  write.events.push(eventFromRow(row));
  return row.seq;
}

export function eventFromRow(row: Selectable<EventTable>): PlaneguardEvent {
  return {
    seq: row.seq,
    at: new Date(row.at).toISOString(),
    requestId: row.request_id,
    attempt: row.attempt,
    kind: row.kind,
    data: documentOf(row.data),
  };
}
