import { allowedFrom, heldStates, type RequestState } from '../core/request.ts';
import { appendEvent } from './append-event.ts';
import { isOpen, type PullRequestRecord, pullRequestsOf } from './find-pull-request.ts';
import { findRequest, type RequestRecord } from './find-request.ts';
import { moveRequest } from './move-request.ts';
import { type Refusal, refusal, unknownRequest } from './refusal.ts';
import { wishEnd } from './wish-end.ts';
import type { Write } from './writer.ts';

export interface PullRequestMove {
  requestId: string;
  /** Which of its pull requests; the newest when absent. */
  number?: number;
  state: 'merged' | 'closed' | 'open';
  /** The commit that it was merged as. */
  sha: string | null;
}

/** A person, or the forge, has merged, closed or reopened a pull request. Saying it twice is harmless. */
export async function movePullRequest(
  write: Write,
  move: PullRequestMove,
): Promise<{ kind: 'moved' | 'unchanged' } | Refusal> {
  const request = await findRequest(write.db, move.requestId);
  if (request === null) return unknownRequest(move.requestId);
  const pullRequest = await chosen(write, move);
  if (pullRequest === null) return refusal('not_found', `Request ${request.id} has no pull request.`);
  const known = pullRequest.state === 'draft' ? 'open' : pullRequest.state;
  if (known === move.state) return { kind: 'unchanged' };
  if (pullRequest.state === 'merged') {
    return refusal('state_refused', `The pull request ${pullRequest.url} is merged already.`);
  }
  await record(write, { request, pullRequest, move });
  return follow(write, { request, pullRequest, move });
}

async function chosen(
  { db }: Write,
  { requestId, number }: PullRequestMove,
): Promise<PullRequestRecord | null> {
  const all = await pullRequestsOf(db, requestId);
  return (number === undefined ? all[0] : all.find((one) => one.number === number)) ?? null;
}

interface Moving {
  request: RequestRecord;
  pullRequest: PullRequestRecord;
  move: PullRequestMove;
}

async function record(write: Write, { request, pullRequest, move }: Moving): Promise<void> {
  await write.db
    .updateTable('pull_requests')
    .set({
      state: move.state,
      merged_sha: move.state === 'merged' ? move.sha : null,
      updated_at: write.nowMs,
    })
    .where('repository', '=', pullRequest.repository)
    .where('number', '=', pullRequest.number)
    .execute();
  await appendEvent(write, {
    requestId: request.id,
    attempt: request.attempt,
    kind: 'pull_request',
    data: { number: pullRequest.number, url: pullRequest.url, state: move.state, sha: move.sha },
  });
}

/** Of a held request the session ends first: its end will find what was recorded. */
async function follow(write: Write, moving: Moving): Promise<{ kind: 'moved' | 'unchanged' } | Refusal> {
  const { request, pullRequest, move } = moving;
  if (move.state === 'open') return { kind: 'moved' };
  if (move.state === 'closed' && (await hasOpen(write, request.id))) return { kind: 'moved' };
  const type = move.state === 'merged' ? 'pull_request_merged' : 'pull_request_closed';
  const states: readonly RequestState[] = allowedFrom[type];
  if (isHeld(request.state)) {
    await wishEnd(write, request, move.state === 'merged' ? 'merged' : 'pull_request_closed');
    return { kind: 'moved' };
  }
  if (!states.includes(request.state)) return { kind: 'moved' };
  const summary =
    move.state === 'merged'
      ? `Its pull request ${pullRequest.url} was merged.`
      : `Its pull request ${pullRequest.url} was closed without a merge.`;
  const moved = await moveRequest(write, { request, event: { type }, summary });
  return moved.kind === 'refused' ? moved : { kind: 'moved' };
}

const hasOpen = async ({ db }: Write, requestId: string): Promise<boolean> =>
  (await pullRequestsOf(db, requestId)).some(isOpen);

const isHeld = (state: RequestState): boolean => heldStates.some((held) => held === state);
