import type { Database } from './database.ts';
import type { PullRequestRecord } from './find-pull-request.ts';
import { documentOf } from './json-column.ts';

/**
 * The commit that an attempt last published to a pull request; null when none has. On a forge others push to its head as
 * well: what is seen there may be theirs.
 */
export async function publishedSha(db: Database, pullRequest: PullRequestRecord): Promise<string | null> {
  if (pullRequest.forge === 'local') return pullRequest.head_sha;
  const commands = await db
    .selectFrom('evidence')
    .innerJoin('attempts', 'attempts.id', 'evidence.attempt_id')
    .select('evidence.data')
    .where('attempts.request_id', '=', pullRequest.request_id)
    .where('evidence.kind', '=', 'command')
    .orderBy('attempts.number', 'desc')
    .orderBy('evidence.at', 'desc')
    .orderBy('evidence.ordinal', 'desc')
    .execute();
  for (const { data } of commands) {
    const { kind, url, headSha } = documentOf(data);
    if (kind === 'pr_create' && url === pullRequest.url && typeof headSha === 'string') return headSha;
  }
  return null;
}
