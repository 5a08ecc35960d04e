import { appendEvent } from './append-event.ts';
import type { Write } from './writer.ts';

/** No attempt that a restored database does not know can act any more: its requests are free. */
export async function settleRestored(write: Write): Promise<void> {
  await write.db.updateTable('installation').set({ held_ordinal: null }).execute();
  await appendEvent(write, { requestId: null, attempt: null, kind: 'restore_settled', data: {} });
}
