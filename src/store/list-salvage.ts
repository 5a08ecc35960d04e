import type { Database } from './database.ts';

export interface SalvageRecord {
  attempt_id: string;
  request_id: string;
  number: number;
  worker_id: string;
  repository: string;
  title: string;
  at: number;
  /** The worker's receipt, as JSON. */
  data: string;
}

export interface SalvageFilter {
  /** Null: of every request. */
  requestIds: readonly string[] | null;
  limit: number;
  offset: number;
}

/** Of each attempt the newest salvage, unless it was let go since. Newest first. */
export async function listSalvage(db: Database, filter: SalvageFilter): Promise<SalvageRecord[]> {
  if (filter.requestIds?.length === 0) return [];
  let query = db
    .selectFrom('evidence')
    .innerJoin('attempts', 'attempts.id', 'evidence.attempt_id')
    .innerJoin('requests', 'requests.id', 'attempts.request_id')
    .select(['evidence.attempt_id', 'evidence.at', 'evidence.data'])
    .select(['attempts.request_id', 'attempts.number', 'attempts.worker_id'])
    .select(['requests.repository', 'requests.title'])
    .where('evidence.kind', '=', 'salvage')
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('evidence as later')
            .select('later.event_id')
            .whereRef('later.attempt_id', '=', 'evidence.attempt_id')
            .where('later.kind', 'in', ['salvage', 'salvage_expired', 'salvage_dropped'])
            .whereRef('later.at', '>', 'evidence.at'),
        ),
      ),
    );
  if (filter.requestIds !== null) query = query.where('attempts.request_id', 'in', [...filter.requestIds]);
  return query
    .orderBy('evidence.at', 'desc')
    .orderBy('evidence.attempt_id')
    .limit(filter.limit)
    .offset(filter.offset)
    .execute();
}
