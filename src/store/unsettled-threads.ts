import { sql } from 'kysely';
import { type RequestState, requestStates } from '../core/request.ts';
import { dashboard, type ThreadState, type ThreadWish, wantedThread } from '../core/thread.ts';
import type { Database } from './database.ts';

export interface UnsettledThread {
  requestId: string;
  state: RequestState;
  /** Both are null where there is none. */
  wanted: ThreadWish | null;
  actual: ThreadState | null;
}

const openStates = requestStates.filter((state) => wantedThread(state) === 'open');

/** Requests whose thread on the dashboard is missing, or not as their state has it. */
export async function unsettledThreads(db: Database, limit: number): Promise<UnsettledThread[]> {
  const wanted = sql<ThreadWish>`case when requests.state in (${sql.join(openStates)}) then 'open' else 'closed' end`;
  return db
    .selectFrom('requests')
    .leftJoin('threads', (join) =>
      join.onRef('threads.request_id', '=', 'requests.id').on('threads.channel', '=', dashboard),
    )
    .select(['requests.id as requestId', 'requests.state', 'threads.wanted', 'threads.actual'])
    .where((is) =>
      is.or([
        is('threads.request_id', 'is', null),
        is('threads.wanted', '<>', wanted),
        is('threads.actual', '<>', wanted),
      ]),
    )
    .limit(limit)
    .execute();
}
