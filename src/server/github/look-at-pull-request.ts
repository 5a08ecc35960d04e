import { closedBy } from '../../core/github/closing-keywords.ts';
import { closedStates } from '../../core/request.ts';
import { labelAppliedAt } from '../../edge/forge/github/issues.ts';
import { readPullRequest, type SeenPullRequest } from '../../edge/forge/github/pull-requests.ts';
import { askedForAt } from '../../store/asked-for-at.ts';
import { bindForgePullRequest } from '../../store/bind-forge-pull-request.ts';
import type { Database } from '../../store/database.ts';
import { findIssue, type IssueRecord } from '../../store/find-issue.ts';
import { findRequest, type RequestRecord } from '../../store/find-request.ts';
import { findRequestOfBranch } from '../../store/find-request-of-branch.ts';
import { movePullRequest } from '../../store/move-pull-request.ts';
import { requestOfPullRequest } from '../../store/request-of-pull-request.ts';
import { accepted } from '../accepted.ts';
import type { Parts } from '../parts.ts';
import { forgeColumns, isFromFork } from './forge-columns.ts';
import type { GitHub, GitHubRepository } from './github.ts';
import { lookAtChecks } from './look-at-checks.ts';
import { type Looked, withFeedback } from './looked.ts';
import { takeFeedback } from './take-feedback.ts';
import { trustIn } from './who-may-start.ts';

/**
 * Looks at a pull request as it is now, binds it to the request that it belongs to, and does what follows. Twice is as once.
 * @param heard somebody said that it, or what reports on it, has changed.
 * @throws GitHubError when it cannot be known.
 */
export async function lookAtPullRequest(
  parts: Parts,
  github: GitHub,
  { repository, number, heard = false }: { repository: GitHubRepository; number: number; heard?: boolean },
): Promise<Looked> {
  const seen = await readPullRequest(github.api, repository.at, number);
  if (seen === null) return { outcome: 'nothing', why: 'there is no such pull request' };
  const request = await whose(parts, github, { repository, seen });
  if (request === null) return { outcome: 'nothing', why: 'it belongs to no request' };
  const looked = await follow(parts, request, seen);
  const requestId = request.id;
  const of = { repository, requestId, number, kind: 'pull_request', fromMs: null } as const;
  const [taken, checked] = await Promise.allSettled([
    takeFeedback(parts, github, of),
    lookAtChecks(parts, github, { repository, seen, heard }),
  ]);
  if (taken.status === 'rejected') throw taken.reason;
  if (checked.status === 'rejected') throw checked.reason;
  return withFeedback(looked, taken.value);
}

/**
 * By what is bound already, by the branch of an attempt, or by the issue that it says to close. What strangers say binds
 * nothing: anybody can open a pull request from a fork.
 */
async function whose(
  { db }: Parts,
  github: GitHub,
  { repository, seen }: { repository: GitHubRepository; seen: SeenPullRequest },
): Promise<RequestRecord | null> {
  const { name } = repository;
  const bound = await requestOfPullRequest(db, { repository: name, number: seen.number });
  if (bound !== null) return findRequest(db, bound);
  const isOwn = !isFromFork(seen, name);
  if (isOwn) {
    const ofBranch = await findRequestOfBranch(db, { repository: name, branch: seen.head });
    if (ofBranch !== null) return ofBranch;
  }
  const closed = closedBy(`${seen.title}\n${seen.body}`, name);
  if (closed.length === 0 || !(isOwn || (await authorMayStart(github, repository, seen)))) return null;
  for (const number of closed) {
    const request = await waitingFor(db, github, { repository, number, seen });
    if (request !== null) return request;
  }
  return null;
}

/** The request of an issue that a pull request says to close, if it was opened for it. */
async function waitingFor(
  db: Database,
  github: GitHub,
  { repository, number, seen }: { repository: GitHubRepository; number: number; seen: SeenPullRequest },
): Promise<RequestRecord | null> {
  const issue = await findIssue(db, { repository: repository.name, number });
  const request = issue?.request_id ? await findRequest(db, issue.request_id) : null;
  if (issue === null || request === null || closedStates.some((state) => state === request.state))
    return null;
  if (await wasOverBefore(db, request, seen)) return null;
  return (await wasOpenedBefore(github, repository, { issue, seen })) ? null : request;
}

/** The forge's clock is another. */
const clocksDifferMs = 5_000;

/** Whether it was merged or closed when work on the request was asked for: the work is not done with it. */
const wasOverBefore = async (
  db: Database,
  request: RequestRecord,
  { overAtMs }: SeenPullRequest,
): Promise<boolean> => overAtMs !== null && overAtMs < (await askedForAt(db, request)) - clocksDifferMs;

/** Whether it was there when the label was applied: who applied it has asked for another one. Both times are of the forge. */
async function wasOpenedBefore(
  { api }: GitHub,
  { at }: GitHubRepository,
  { issue: { number, trigger_id: triggerId }, seen }: { issue: IssueRecord; seen: SeenPullRequest },
): Promise<boolean> {
  const labelledAtMs = triggerId === null ? null : await labelAppliedAt(api, at, { number, triggerId });
  return labelledAtMs !== null && seen.openedAtMs < labelledAtMs;
}

async function authorMayStart(
  github: GitHub,
  repository: GitHubRepository,
  { author }: SeenPullRequest,
): Promise<boolean> {
  const account = author === null ? null : { login: author, isBot: author.endsWith('[bot]') };
  return (await trustIn(github, repository, account)).mayStart;
}

/** Binds it, and moves the request by what became of it. */
export async function follow(parts: Parts, request: RequestRecord, seen: SeenPullRequest): Promise<Looked> {
  const state = seen.state === 'draft' ? 'open' : seen.state;
  const moved = accepted(
    await parts.writer.write(async (write) => {
      const attempt = request.attempt || null;
      const bound = await bindForgePullRequest(write, {
        request,
        attempt,
        seen: forgeColumns(seen, request.repository),
      });
      const sha = seen.mergedSha;
      const result = await movePullRequest(write, { requestId: request.id, number: seen.number, state, sha });
      return result.kind === 'refused' ? result : { kind: bound === 'bound' ? 'bound' : result.kind };
    }),
  );
  if (moved.kind === 'unchanged') return { outcome: 'nothing', why: 'nothing has changed' };
  return {
    outcome: 'followed',
    why: `request ${request.id}: its pull request ${seen.number} is ${seen.state}`,
  };
}
