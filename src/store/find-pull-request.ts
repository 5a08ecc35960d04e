import type { Selectable } from 'kysely';
import type { Database } from './database.ts';
import type { PullRequestTable } from './tables.ts';

export type PullRequestRecord = Selectable<PullRequestTable>;

/** All of a request: those that are open first, and of these the newest. */
export async function pullRequestsOf(db: Database, requestId: string): Promise<PullRequestRecord[]> {
  const all = await db
    .selectFrom('pull_requests')
    .selectAll()
    .where('request_id', '=', requestId)
    .orderBy('number', 'desc')
    .execute();
  return openFirst(all);
}

const openFirst = (all: readonly PullRequestRecord[]): PullRequestRecord[] => [
  ...all.filter(isOpen),
  ...all.filter((one) => !isOpen(one)),
];

export const isOpen = ({ state }: Pick<PullRequestRecord, 'state'>): boolean =>
  state === 'open' || state === 'draft';

/** The one that counts: the newest that is open, else the newest. */
export const newestPullRequest = async (db: Database, requestId: string): Promise<PullRequestRecord | null> =>
  (await pullRequestsOf(db, requestId))[0] ?? null;

/** Of each request the one that counts, by request id. */
export async function newestPullRequests(
  db: Database,
  requestIds: readonly string[],
): Promise<Map<string, PullRequestRecord>> {
  if (requestIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('pull_requests')
    .selectAll()
    .where('request_id', 'in', [...requestIds])
    .orderBy('number', 'desc')
    .execute();
  // Of several entries of one key a map keeps the last.
  return new Map(
    openFirst(rows)
      .reverse()
      .map((row) => [row.request_id, row]),
  );
}
