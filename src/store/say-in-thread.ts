import { type Turn, turnText } from '../core/thread.ts';
import type { Write } from './writer.ts';

/** Adds a turn of a request's state to its conversation. */
export async function sayInThread(write: Write, requestId: string, turn: Turn): Promise<void> {
  await write.db
    .insertInto('thread_messages')
    .values({ request_id: requestId, at: write.nowMs, author: 'planeguard', text: turnText(turn) })
    .execute();
}
