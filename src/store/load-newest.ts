import type { Database } from './database.ts';
import type { AttemptRecord } from './find-attempt.ts';

/** Of each request its newest attempt, by request id. */
export async function newestAttempts(
  db: Database,
  requestIds: readonly string[],
): Promise<Map<string, AttemptRecord>> {
  if (requestIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('attempts')
    .innerJoin('requests', (join) =>
      join.onRef('requests.id', '=', 'attempts.request_id').onRef('requests.attempt', '=', 'attempts.number'),
    )
    .selectAll('attempts')
    .where('attempts.request_id', 'in', [...requestIds])
    .execute();
  return new Map(rows.map((row) => [row.request_id, row]));
}
