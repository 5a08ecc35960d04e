import { createHash } from 'node:crypto';
import {
  refusalComment,
  refusalMarker,
  statusComment,
  statusMarker,
} from '../../core/github/status-comment.ts';
import { addComment, editComment, findComment, isLocked } from '../../edge/forge/github/comments.ts';
import { GitHubError } from '../../edge/forge/github/github-error.ts';
import { readRepository } from '../../edge/forge/github/repository.ts';
import { findIssue, type IssueKey, type IssueRecord } from '../../store/find-issue.ts';
import { pullRequestsOf } from '../../store/find-pull-request.ts';
import { findRequest } from '../../store/find-request.ts';
import { giveUpComments, recordComment } from '../../store/issue-comments.ts';
import { lastWorkerName } from '../../store/last-worker.ts';
import type { Parts } from '../parts.ts';
import type { GitHub, GitHubRepository } from './github.ts';

interface Commented {
  parts: Parts;
  github: GitHub;
  repository: GitHubRepository;
  issue: IssueRecord;
}

/**
 * Makes the comments on an issue say what is so. What GitHub refuses for good is recorded, and not tried again.
 * @returns whether something was written.
 * @throws GitHubError when it cannot be known, or not now.
 */
export async function writeComments(parts: Parts, github: GitHub, key: IssueKey): Promise<boolean> {
  const issue = await findIssue(parts.db, key);
  const repository = github.find(key.repository);
  if (issue === null || repository === null || issue.comment_trouble !== null) return false;
  const commented = { parts, github, repository, issue };
  try {
    const told = await tellRefusal(commented);
    return (await tellStatus(commented)) || told;
  } catch (error) {
    const why = await whyForGood(commented, error);
    if (why === null) throw error;
    parts.log.warn(
      { repository: key.repository, issue: key.number },
      `No comments are written any more: ${why}`,
    );
    await parts.writer.write((write) => giveUpComments(write, { ...key, requestId: issue.request_id, why }));
    return true;
  }
}

async function tellRefusal(commented: Commented): Promise<boolean> {
  const { parts, repository, issue } = commented;
  if (issue.outcome !== 'refused' || issue.refusal_comment_id !== null) return false;
  const body = refusalComment({ why: issue.why ?? '', label: repository.label });
  const id = await put(commented, { id: null, marker: refusalMarker, body });
  await parts.writer.write((write) => recordComment(write, issue, { refusal_comment_id: id }));
  return true;
}

async function tellStatus(commented: Commented): Promise<boolean> {
  const { parts, issue } = commented;
  const asOf = parts.clock.nowMs();
  const body = await wantedStatus(commented);
  if (issue.request_id === null || body === null) return false;
  const digest = createHash('sha256').update(body).digest('hex');
  if (issue.comment_hash === digest) return false;
  const id = await put(commented, { id: issue.comment_id, marker: statusMarker(issue.request_id), body });
  const set = { comment_id: id, comment_hash: digest, commented_at: asOf };
  await parts.writer.write((write) => recordComment(write, issue, set));
  return true;
}

async function wantedStatus({ parts: { db }, repository, issue }: Commented): Promise<string | null> {
  const request = issue.request_id === null ? null : await findRequest(db, issue.request_id);
  if (request === null) return null;
  const worker = await lastWorkerName(db, request.id);
  const pullRequests = await pullRequestsOf(db, request.id);
  const isStopping = request.cancel_reason !== null;
  return statusComment({ ...request, worker, pullRequests, isStopping, label: repository.label });
}

/** Edits the comment, or writes it where it is not there: an earlier try may have done so without an answer. */
async function put(
  { github, repository: { at }, issue }: Commented,
  { id, marker, body }: { id: number | null; marker: string; body: string },
): Promise<number> {
  const place = { ...at, issue_number: issue.number };
  const known = id ?? (await findComment(github.api, place, { marker, account: await github.ownLogin() }));
  if (known === null) return addComment(github.api, place, body);
  await editComment(github.api, at, { id: known, body });
  return known;
}

/**
 * Null for what may go well later: no answer, a limit, rights of the token that somebody mends.
 * @throws GitHubError when nothing of the repository can be seen: it may be back.
 */
async function whyForGood(commented: Commented, error: unknown): Promise<string | null> {
  if (!(error instanceof GitHubError)) return null;
  switch (error.failure) {
    case 'not_found':
    case 'gone':
      await readRepository(commented.github.api, commented.repository.at);
      return 'GitHub shows the issue, or the comment, no more';
    case 'refused':
      return error.message;
    case 'unauthorized':
      return (await issueIsLocked(commented)) ? 'the issue is locked' : null;
    case 'unreachable':
    case 'throttled':
      return null;
    default:
      return error.failure satisfies never;
  }
}

const issueIsLocked = ({ github: { api }, repository: { at }, issue }: Commented): Promise<boolean> =>
  isLocked(api, { ...at, issue_number: issue.number }).catch((error: unknown) => {
    if (error instanceof GitHubError) return false;
    throw error;
  });
