import { appendEvent } from './append-event.ts';
import { isOpen } from './find-pull-request.ts';
import type { RequestRecord } from './find-request.ts';
import type { PullRequestTable } from './tables.ts';
import type { Write } from './writer.ts';

/** A pull request as its forge shows it at this moment. */
export type ForgePullRequest = Pick<
  PullRequestTable,
  'number' | 'url' | 'title' | 'body' | 'state' | 'head' | 'head_sha' | 'base' | 'merged_sha'
>;

/**
 * Records a forge's pull request as the request's, however it was opened; seen again, it is what it is now. What becomes of
 * the request is decided elsewhere: `movePullRequest`.
 * @returns whether it is new.
 */
export async function bindForgePullRequest(
  write: Write,
  { request, attempt, seen }: { request: RequestRecord; attempt: number | null; seen: ForgePullRequest },
): Promise<'bound' | 'known'> {
  const key = { repository: request.repository, number: seen.number };
  const known = await write.db
    .selectFrom('pull_requests')
    .select(['head_sha', 'state'])
    .where('repository', '=', key.repository)
    .where('number', '=', key.number)
    .executeTakeFirst();
  if (known) {
    const { state: _, merged_sha: __, ...rest } = seen;
    await write.db
      .updateTable('pull_requests')
      .set({ ...rest, ...draftness(known.state, seen.state), updated_at: write.nowMs })
      .where('repository', '=', key.repository)
      .where('number', '=', key.number)
      .execute();
    return 'known';
  }
  const times = { created_at: write.nowMs, updated_at: write.nowMs };
  const whose = { repository: request.repository, remote: request.remote, request_id: request.id };
  await write.db
    .insertInto('pull_requests')
    .values({ ...seen, ...asOpened(seen), ...whose, ...times, forge: 'github' })
    .execute();
  const { number, url, title, head_sha: headSha } = seen;
  const { state } = asOpened(seen);
  const data = { number, url, state, title, headSha };
  await appendEvent(write, { requestId: request.id, attempt, kind: 'pull_request', data });
  return 'bound';
}

/** What became of it since is a move of its own. */
const asOpened = ({ state }: ForgePullRequest) => ({
  state: isOpen({ state }) ? state : ('open' as const),
  merged_sha: null,
});

/** Ready or not is no move: nothing follows from it. */
const draftness = (known: ForgePullRequest['state'], seen: ForgePullRequest['state']) =>
  isOpen({ state: known }) && isOpen({ state: seen }) ? { state: seen } : {};
