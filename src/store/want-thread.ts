import { dashboard, type ThreadWish } from '../core/thread.ts';
import type { Write } from './writer.ts';

/** From now on a request's threads are to be so. That of the dashboard is so at once: what it shows is this row. */
export async function wantThread(write: Write, requestId: string, wanted: ThreadWish): Promise<void> {
  await write.db
    .insertInto('threads')
    .values({ request_id: requestId, channel: dashboard, wanted, actual: wanted })
    .onConflict((conflict) => conflict.columns(['request_id', 'channel']).doUpdateSet({ actual: wanted }))
    .execute();
  await write.db.updateTable('threads').set({ wanted }).where('request_id', '=', requestId).execute();
}
