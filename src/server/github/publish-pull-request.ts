import type { GitHubApi } from '../../edge/forge/github/github-api.ts';
import { GitHubError } from '../../edge/forge/github/github-error.ts';
import {
  editPullRequest,
  findByHead,
  type NewPullRequest,
  openPullRequest,
  type SeenPullRequest,
} from '../../edge/forge/github/pull-requests.ts';
import type { RepositoryName } from '../../edge/forge/github/repository-name.ts';
import type { AttemptEvent } from '../../protocol/worker.ts';
import type { ForgePullRequest } from '../../store/bind-forge-pull-request.ts';
import { findAttempt } from '../../store/find-attempt.ts';
import { isOpen } from '../../store/find-pull-request.ts';
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
  return forgeColumns(await openOrEdit(parts.github, repository, body), repository.name);
}

async function openOrEdit(
  { api }: GitHub,
  { at }: GitHubRepository,
  { title, body, draft, head, base }: Published,
): Promise<SeenPullRequest> {
  const open = await findOpen(api, at, head);
  if (open === null) return openUnlessThere(api, at, { title, body, draft, head, base });
  if (open.title === title && open.body === body) return open;
  return editPullRequest(api, at, { number: open.number, title, body });
}

async function findOpen(api: GitHubApi, at: RepositoryName, head: string): Promise<SeenPullRequest | null> {
  const found = await findByHead(api, at, head);
  return found.find(isOpen) ?? null;
}

/** GitHub refuses a second one for a branch: an earlier try, still under way, may have been quicker. */
async function openUnlessThere(
  api: GitHubApi,
  at: RepositoryName,
  wanted: NewPullRequest,
): Promise<SeenPullRequest> {
  try {
    return await openPullRequest(api, at, wanted);
  } catch (error) {
    if (!(error instanceof GitHubError) || error.failure !== 'refused') throw error;
    const open = await findOpen(api, at, wanted.head);
    if (open === null) throw error;
    return open;
  }
}
