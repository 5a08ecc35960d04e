import type { AttemptEvent } from '../protocol/worker.ts';
import { appendEvent } from './append-event.ts';
import type { AttemptRecord } from './find-attempt.ts';
import { isOpen, newestPullRequest } from './find-pull-request.ts';
import type { RequestRecord } from './find-request.ts';
import type { Write } from './writer.ts';

interface Binding {
  attempt: AttemptRecord;
  request: RequestRecord;
  pullRequest: Extract<AttemptEvent['body'], { type: 'pull_request' }>;
}

/** Records a published branch as the request's pull request: a new one, or more commits on the open one. */
export async function bindPullRequest(write: Write, binding: Binding): Promise<{ kind: 'bound' }> {
  const { request, attempt, pullRequest } = binding;
  const open = await openOne(write, request.id);
  const number = open?.number ?? (await nextNumber(write, request.repository));
  const url = `local:${request.repository}#${number}`;
  const columns = columnsOf(pullRequest, write.nowMs);
  if (open) {
    await write.db
      .updateTable('pull_requests')
      .set(columns)
      .where('repository', '=', open.repository)
      .where('number', '=', open.number)
      .execute();
  } else {
    await write.db
      .insertInto('pull_requests')
      .values({ ...identityOf(request), number, url, ...columns, created_at: write.nowMs })
      .execute();
  }
  const { state, title, head_sha: headSha } = columns;
  const data = { number, url, state, title, headSha };
  await appendEvent(write, { requestId: request.id, attempt: attempt.number, kind: 'pull_request', data });
  return { kind: 'bound' };
}

async function openOne(write: Write, requestId: string) {
  const newest = await newestPullRequest(write.db, requestId);
  return newest !== null && isOpen(newest) ? newest : null;
}

/** Numbers count per repository, as people expect of a forge. */
async function nextNumber(write: Write, repository: string): Promise<number> {
  const row = await write.db
    .selectFrom('pull_requests')
    .select((is) => is.fn.max('number').as('last'))
    .where('repository', '=', repository)
    .executeTakeFirst();
  return (row?.last ?? 0) + 1;
}

const identityOf = (request: RequestRecord) => ({
  request_id: request.id,
  repository: request.repository,
  remote: request.remote,
});

function columnsOf(pullRequest: Binding['pullRequest'], nowMs: number) {
  const { title, body, draft, head, headSha, base } = pullRequest;
  const state = draft ? ('draft' as const) : ('open' as const);
  return { title, body, state, head, head_sha: headSha, base, updated_at: nowMs };
}
