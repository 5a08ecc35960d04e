import { dayMs, type RepositoryLimits, type RepositoryUse } from '../core/repository-limits.ts';
import { heldStates } from '../core/request.ts';
import type { Database } from './database.ts';

/** What the requests of a remote have taken, as far as its limits need to know. */
export async function repositoryUse(
  db: Database,
  { remote, limits, nowMs }: { remote: string; limits: RepositoryLimits; nowMs: number },
): Promise<RepositoryUse> {
  return {
    open: limits.concurrent === null ? 0 : await countOpen(db, remote),
    grantedAtMs: limits.attemptsPerDay === null ? [] : await grantedWithinDay(db, remote, nowMs),
  };
}

async function countOpen(db: Database, remote: string): Promise<number> {
  const { count } = await db
    .selectFrom('requests')
    .select((is) => is.fn.countAll<number>().as('count'))
    .where('state', 'in', heldStates)
    .where('remote', '=', remote)
    .executeTakeFirstOrThrow();
  return count;
}

/** Times that a clock set back has left in the future count for a day at most. */
async function grantedWithinDay(db: Database, remote: string, nowMs: number): Promise<number[]> {
  const rows = await db
    .selectFrom('attempts')
    .innerJoin('requests', 'requests.id', 'attempts.request_id')
    .select('attempts.granted_at')
    .where('attempts.granted_at', '>', nowMs - dayMs)
    .where('attempts.granted_at', '<', nowMs + dayMs)
    .where('requests.remote', '=', remote)
    .orderBy('attempts.granted_at')
    .execute();
  return rows.map((row) => row.granted_at);
}
