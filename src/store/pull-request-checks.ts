import { z } from 'zod';
import type { ReadChecks } from '../core/github/checks.ts';
import { checksSchema } from '../protocol/checks.ts';
import { appendEvent } from './append-event.ts';
import type { Database } from './database.ts';
import type { PullRequestRecord } from './find-pull-request.ts';
import type { Write } from './writer.ts';

type Key = Pick<PullRequestRecord, 'repository' | 'number'>;

const storedSchema = z.object({
  sha: z.string(),
  readAtMs: z.number(),
  summary: checksSchema.nullable(),
});

/** What was last read of its checks; null before the first time. */
export const checksOf = ({ checks }: Pick<PullRequestRecord, 'checks'>): ReadChecks | null =>
  checks === null ? null : storedSchema.parse(JSON.parse(checks));

export async function findChecks(db: Database, key: Key): Promise<ReadChecks | null> {
  const row = await find(db, key);
  return row ? checksOf(row) : null;
}

const find = (db: Database, { repository, number }: Key) =>
  db
    .selectFrom('pull_requests')
    .select(['request_id', 'url', 'checks'])
    .where('repository', '=', repository)
    .where('number', '=', number)
    .executeTakeFirst();

/** Keeps what was read; that it says something else than before is an event. */
export async function saveChecks(write: Write, key: Key, read: ReadChecks): Promise<void> {
  const row = await find(write.db, key);
  if (!row) return;
  await write.db
    .updateTable('pull_requests')
    .set({ checks: JSON.stringify(read) })
    .where('repository', '=', key.repository)
    .where('number', '=', key.number)
    .execute();
  const before = checksOf(row)?.summary ?? null;
  if (read.summary === null || said(before) === said(read.summary)) return;
  const { state, failing } = read.summary;
  const data = { number: key.number, url: row.url, sha: read.sha, state, failing };
  await appendEvent(write, { requestId: row.request_id, attempt: null, kind: 'checks', data });
}

const said = (summary: ReadChecks['summary']): string =>
  JSON.stringify(summary && [summary.state, summary.failing]);
