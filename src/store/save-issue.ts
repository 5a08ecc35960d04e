import type { Updateable } from 'kysely';
import type { IssueKey } from './find-issue.ts';
import type { IssueTable } from './forge-tables.ts';
import type { Write } from './writer.ts';

/** Records what was seen of an issue, or what followed; the rest stays as it is. */
export async function saveIssue(
  write: Write,
  key: IssueKey,
  set: Omit<Updateable<IssueTable>, keyof IssueKey | 'looked_at'>,
): Promise<void> {
  const seen = { ...set, looked_at: write.nowMs };
  await write.db
    .insertInto('issues')
    .values({ ...key, ...seen })
    .onConflict((conflict) => conflict.columns(['repository', 'number']).doUpdateSet(seen))
    .execute();
}
