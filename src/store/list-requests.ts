import type { RequestState } from '../core/request.ts';
import type { Database } from './database.ts';
import { type RequestRecord, requestColumns } from './find-request.ts';

export interface RequestFilter {
  states: readonly RequestState[] | null;
  repository: string | null;
  /** Only those that arrived before this ordinal. */
  before: number | null;
  limit: number;
}

/** Newest first. */
export function listRequests(db: Database, filter: RequestFilter): Promise<RequestRecord[]> {
  let query = db.selectFrom('requests').select(requestColumns);
  if (filter.states !== null) query = query.where('state', 'in', [...filter.states]);
  if (filter.repository !== null) query = query.where('repository', '=', filter.repository);
  if (filter.before !== null) query = query.where('ordinal', '<', filter.before);
  return query.orderBy('ordinal', 'desc').limit(filter.limit).execute();
}
