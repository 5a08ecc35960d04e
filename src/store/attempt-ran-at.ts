import type { Database } from './database.ts';

/** The forge's times are in whole seconds, rounded down. */
const grainMs = 1_000;
/** How far the forge's clock may be ahead of ours when an attempt has just ended. */
const aheadMs = 5_000;

/** Whether an attempt at a request ran at a time of the forge's clock, milliseconds. */
export async function attemptRanAt(db: Database, requestId: string, atMs: number): Promise<boolean> {
  const row = await db
    .selectFrom('attempts')
    .select('id')
    .where('request_id', '=', requestId)
    .where('granted_at', '<', atMs + grainMs)
    .where((is) => is.or([is('ended_at', 'is', null), is('ended_at', '>=', atMs - aheadMs)]))
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
