import { closedStates } from '../core/request.ts';
import type { Database } from './database.ts';

/** What of a repository is looked at again until its request is closed, whether the forge lists it as changed or not. */
export interface Watched {
  issues: number[];
  pullRequests: number[];
}

export async function listWatched(db: Database, repository: string): Promise<Watched> {
  const issues = await db
    .selectFrom('issues')
    .innerJoin('requests', 'requests.id', 'issues.request_id')
    .select('issues.number')
    .where('issues.repository', '=', repository)
    .where('requests.state', 'not in', [...closedStates])
    .execute();
  const pullRequests = await db
    .selectFrom('pull_requests')
    .innerJoin('requests', 'requests.id', 'pull_requests.request_id')
    .select('pull_requests.number')
    .where('pull_requests.repository', '=', repository)
    .where('pull_requests.forge', '=', 'github')
    .where('requests.state', 'not in', [...closedStates])
    .execute();
  return {
    issues: issues.map(({ number }) => number),
    pullRequests: pullRequests.map(({ number }) => number),
  };
}
