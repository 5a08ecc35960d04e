import { isoTime } from '../../edge/clock.ts';
import type { PullRequestView } from '../../protocol/pull-request.ts';
import type { PullRequestWithComments } from '../../store/list-pull-requests.ts';

export function pullRequestView(row: PullRequestWithComments): PullRequestView {
  return {
    requestId: row.request_id,
    repository: row.repository,
    forge: row.forge,
    remote: row.remote,
    number: row.number,
    url: row.url,
    title: row.title,
    body: row.body,
    state: row.state,
    head: row.head,
    headSha: row.head_sha,
    base: row.base,
    mergedSha: row.merged_sha,
    comments: row.comments.map(({ id, text, created_at }) => ({ id, text, createdAt: isoTime(created_at) })),
    createdAt: isoTime(row.created_at),
    updatedAt: isoTime(row.updated_at),
  };
}
