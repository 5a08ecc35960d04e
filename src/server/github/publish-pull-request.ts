import {
  editPullRequest,
  findByHead,
  openPullRequest,
  type SeenPullRequest,
} from '../../edge/forge/github/pull-requests.ts';
import type { AttemptEvent } from '../../protocol/worker.ts';
import type { ForgePullRequest } from '../../store/bind-forge-pull-request.ts';
import { findAttempt } from '../../store/find-attempt.ts';
import { findRequest } from '../../store/find-request.ts';
import type { Parts } from '../parts.ts';
import { forgeColumns } from './forge-columns.ts';
import type { GitHub, GitHubRepository } from './github.ts';

type Published = Extract<AttemptEvent['body'], { type: 'pull_request' }>;

/**
 * Opens the pull request of a published branch on GitHub, or brings the one that is open there up to date. It is looked for
 * first: an earlier try may have opened it without an answer, or the agent by itself.
 * @returns null for a repository that is not GitHub's, and for who no longer holds the request: the store says so.
 * @throws GitHubError
 */
export async function publishPullRequest(
  parts: Parts,
  attemptId: string,
  { fence, body }: AttemptEvent,
): Promise<ForgePullRequest | null> {
  if (body.type !== 'pull_request' || parts.github === null) return null;
  const attempt = await findAttempt(parts.db, attemptId);
  const request = attempt && (await findRequest(parts.db, attempt.request_id));
  const repository = request && parts.github.find(request.repository);
  if (!repository || request.attempt !== fence || attempt.ended_at !== null) return null;
  return forgeColumns(await openOrEdit(parts.github, repository, body));
}

async function openOrEdit(
  { api }: GitHub,
  { at }: GitHubRepository,
  { title, body, draft, head, base }: Published,
): Promise<SeenPullRequest> {
  const found = await findByHead(api, at, head);
  const open = found.find(({ state }) => state === 'open' || state === 'draft');
  if (open === undefined) return openPullRequest(api, at, { title, body, draft, head, base });
  if (open.title === title && open.body === body) return open;
  return editPullRequest(api, at, { number: open.number, title, body });
}
