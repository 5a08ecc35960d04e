import type { Database } from './database.ts';
import { documentOf } from './json-column.ts';

/** When work on a request was last asked for, by a label or a retry: feedback only goes on with it. Wall clock, milliseconds. */
export async function askedForAt(
  db: Database,
  { id, created_at: createdAt }: { id: string; created_at: number },
): Promise<number> {
  const events = await db
    .selectFrom('events')
    .select(['at', 'kind', 'data'])
    .where('request_id', '=', id)
    .where('kind', 'in', ['queued', 'issue_labelled'])
    .where('at', '>', createdAt)
    .orderBy('seq', 'desc')
    .execute();
  // Only a retry says whether it begins afresh.
  const last = events.find(({ kind, data }) => kind === 'issue_labelled' || 'fresh' in documentOf(data));
  return last?.at ?? createdAt;
}
