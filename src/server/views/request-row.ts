import { verifyingText } from '../../core/request-text.ts';
import { isoTime } from '../../edge/clock.ts';
import type { RequestRow } from '../../protocol/request.ts';
import type { AttemptRecord } from '../../store/find-attempt.ts';
import { labelActors } from '../../store/find-issue.ts';
import { newestPullRequests, type PullRequestRecord } from '../../store/find-pull-request.ts';
import type { RequestRecord } from '../../store/find-request.ts';
import { type ThreadRecord, threadsOf } from '../../store/find-threads.ts';
import { listSalvage } from '../../store/list-salvage.ts';
import { newestAttempts } from '../../store/load-newest.ts';
import { checksOf } from '../../store/pull-request-checks.ts';
import type { Parts } from '../parts.ts';
import { salvageByRequest } from './salvage-view.ts';
import { sessionView, timeOrNull } from './session-view.ts';
import { waitingOf } from './waiting-view.ts';

/** In one answer; the rest is listed by `salvage list`. */
const salvageLimit = 1_000;

/** Requests as lists show them, in the order given. */
export async function requestRows(parts: Parts, requests: readonly RequestRecord[]): Promise<RequestRow[]> {
  const ids = requests.map((request) => request.id);
  const attempts = await newestAttempts(parts.db, ids);
  const pullRequests = await newestPullRequests(parts.db, ids);
  const salvaged = await listSalvage(parts.db, { requestIds: ids, limit: salvageLimit, offset: 0 });
  const salvage = salvageByRequest(salvaged);
  const waiting = await waitingOf(parts, requests);
  const threads = await threadsOf(parts.db, ids);
  const labelledBy = await labelActors(parts.db, ids);
  return requests.map((request) =>
    rowOf(parts, {
      request,
      attempt: attempts.get(request.id),
      pullRequest: pullRequests.get(request.id),
      salvage: salvage.get(request.id) ?? [],
      waiting: waiting.get(request.id) ?? null,
      threads: threads.get(request.id) ?? [],
      labelledBy: labelledBy.get(request.id) ?? null,
    }),
  );
}

interface Joined {
  request: RequestRecord;
  attempt: AttemptRecord | undefined;
  pullRequest: PullRequestRecord | undefined;
  salvage: RequestRow['salvage'];
  waiting: RequestRow['waiting'];
  threads: readonly ThreadRecord[];
  labelledBy: string | null;
}

function rowOf(
  parts: Parts,
  { request, attempt, pullRequest, salvage, waiting, threads, labelledBy }: Joined,
): RequestRow {
  const session = attempt ? sessionView(parts, attempt) : null;
  return {
    id: request.id,
    state: request.state,
    reason: request.reason,
    ...wordsFor(request, session),
    repository: request.repository,
    issueNumber: request.issue_number,
    issueUrl: request.issue_url,
    labelledBy,
    title: request.title,
    agent: request.agent,
    createdAt: isoTime(request.created_at),
    updatedAt: isoTime(request.updated_at),
    attempt: request.attempt,
    notBefore: timeOrNull(request.not_before),
    waiting,
    pullRequest: pullRequest ? pullRequestView(pullRequest) : null,
    salvage,
    session,
    threads: threads.map(({ channel, wanted, actual, url }) => ({ channel, wanted, actual, url })),
  };
}

function wordsFor(
  { id, summary, next, cancel_reason: wish }: RequestRecord,
  session: RequestRow['session'],
): Pick<RequestRow, 'summary' | 'next'> {
  if (session?.activity !== 'verifying' || wish !== null) return { summary, next };
  return { summary: verifyingText.summary, next: verifyingText.next(id) };
}

/** Checks of another head than it has now say nothing. */
function pullRequestView(pullRequest: PullRequestRecord): NonNullable<RequestRow['pullRequest']> {
  const { url, number, state, head_sha: sha } = pullRequest;
  const read = checksOf(pullRequest);
  return { url, number, state, checks: read?.sha === sha ? read.summary : null };
}
