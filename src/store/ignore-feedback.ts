import type { Write } from './writer.ts';

/** Feedback that nobody will read any more says so, instead of waiting for ever. */
export async function ignoreFeedback(
  write: Write,
  requestId: string,
  state: 'done' | 'cancelled',
): Promise<void> {
  await write.db
    .updateTable('feedback')
    .set({ status: 'ignored', reason: `The request was ${state} before it could be handed over.` })
    .where('request_id', '=', requestId)
    .where('status', '=', 'pending')
    .execute();
}
