import type { Write } from './writer.ts';

/** It went out with the grant, but no session launched that could have read it. */
export async function takeBackFeedback(write: Write, attemptId: string): Promise<void> {
  await write.db
    .updateTable('feedback')
    .set({ status: 'pending', attempt_id: null })
    .where('attempt_id', '=', attemptId)
    .where('status', '=', 'delivering')
    .execute();
}
