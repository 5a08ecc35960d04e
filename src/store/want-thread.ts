import { dashboard, type ThreadWish } from '../core/thread.ts';
import type { Write } from './writer.ts';

/** From now on a request's thread on the dashboard is to be so, and is at once: what the dashboard shows is this row. */
export async function wantThread(write: Write, requestId: string, wanted: ThreadWish): Promise<void> {
  const set = { wanted, actual: wanted };
  await write.db
    .insertInto('threads')
    .values({ request_id: requestId, channel: dashboard, ...set })
    .onConflict((conflict) => conflict.columns(['request_id', 'channel']).doUpdateSet(set))
    .execute();
}
