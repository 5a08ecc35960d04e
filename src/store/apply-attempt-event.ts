import { type AttemptEvent, attemptEventAnswerSchema } from '../protocol/worker.ts';
import { appendEvent } from './append-event.ts';
import { type AttemptAnswer, answerFor } from './attempt-answer.ts';
import { bindForgePullRequest, type ForgePullRequest } from './bind-forge-pull-request.ts';
import { bindPullRequest } from './bind-pull-request.ts';
import { endAttempt, type RetryChance } from './end-attempt.ts';
import { type AttemptRecord, findAttempt } from './find-attempt.ts';
import { findRequest, type RequestRecord } from './find-request.ts';
import { launchAttempt } from './launch-attempt.ts';
import { movePullRequest } from './move-pull-request.ts';
import { type Refusal, refusal } from './refusal.ts';
import type { Write } from './writer.ts';

export interface ApplyAttemptEvent {
  attemptId: string;
  event: AttemptEvent;
  chance: RetryChance;
  /** The pull request that the forge has opened, or found, for this event; null for the forge `local`. */
  opened?: ForgePullRequest | null;
}

export type Applied = { kind: 'applied'; answer: AttemptAnswer } | Refusal;

interface Holder {
  attempt: AttemptRecord;
  request: RequestRecord;
}

/** Carries out a change of state for the holder of the fence. A repeated event gets its first answer. */
export async function applyAttemptEvent(write: Write, input: ApplyAttemptEvent): Promise<Applied> {
  const earlier = await earlierAnswer(write, input);
  if (earlier) return { kind: 'applied', answer: earlier };
  const holder = await holderOf(write, input.attemptId);
  if (holder === null) return unknownAttempt(input.attemptId);
  const refused = refusedByFence(holder, input.event) ?? (await carryOut(write, holder, input));
  if (refused) return rejected(write, { holder, event: input.event, refused });
  return remembered(write, holder, input.event);
}

async function earlierAnswer(
  write: Write,
  { attemptId, event }: ApplyAttemptEvent,
): Promise<AttemptAnswer | null> {
  const row = await write.db
    .selectFrom('attempt_events')
    .select('answer')
    .where('attempt_id', '=', attemptId)
    .where('event_id', '=', event.eventId)
    .executeTakeFirst();
  return row ? attemptEventAnswerSchema.parse(JSON.parse(row.answer)) : null;
}

async function holderOf(write: Write, attemptId: string): Promise<Holder | null> {
  const attempt = await findAttempt(write.db, attemptId);
  const request = attempt && (await findRequest(write.db, attempt.request_id));
  return attempt && request ? { attempt, request } : null;
}

export const unknownAttempt = (id: string): Refusal =>
  refusal('attempt_gone', `There is no attempt ${id}: stop its session.`);

function refusedByFence({ attempt, request }: Holder, event: AttemptEvent): Refusal | null {
  const isHolders = event.fence === attempt.number && event.workerId === attempt.worker_id;
  if (!isHolders || request.attempt !== attempt.number) {
    return refusal(
      'fenced',
      `Attempt ${request.attempt} of ${request.id} is the newest: stop ${attempt.id}.`,
    );
  }
  // What the forge says of a pull request is true after the attempt as well.
  if (event.body.type === 'pull_request_moved' || attempt.ended_at === null) return null;
  return refusal('attempt_gone', `The attempt ${attempt.id} is over: stop its session.`);
}

async function carryOut(write: Write, holder: Holder, input: ApplyAttemptEvent): Promise<Refusal | null> {
  const { body } = input.event;
  switch (body.type) {
    case 'launched':
      return refusalOf(await launchAttempt(write, { ...holder, launch: body }));
    case 'pull_request':
      return refusalOf(await bind(write, { ...holder, pullRequest: body }, input.opened ?? null));
    case 'pull_request_moved':
      return refusalOf(await movePullRequest(write, { requestId: holder.request.id, ...body }));
    case 'ended':
      return refusalOf(await endAttempt(write, { ...holder, end: body }, input.chance));
    default:
      return body satisfies never;
  }
}

async function bind(
  write: Write,
  binding: Parameters<typeof bindPullRequest>[1],
  opened: ForgePullRequest | null,
): Promise<{ kind: string } | Refusal> {
  if (opened === null) return bindPullRequest(write, binding);
  const { request, attempt } = binding;
  return { kind: await bindForgePullRequest(write, { request, attempt: attempt.number, seen: opened }) };
}

const refusalOf = (result: { kind: string } | Refusal): Refusal | null => ('code' in result ? result : null);

async function rejected(
  write: Write,
  { holder, event, refused }: { holder: Holder; event: AttemptEvent; refused: Refusal },
): Promise<Refusal> {
  await appendEvent(write, {
    requestId: holder.request.id,
    attempt: holder.attempt.number,
    kind: 'rejected',
    data: { type: event.body.type, code: refused.code, why: refused.detail, worker: event.workerId },
  });
  return refused;
}

async function remembered(write: Write, holder: Holder, event: AttemptEvent): Promise<Applied> {
  const answer = await answerFor(write.db, holder.request.id);
  await write.db
    .insertInto('attempt_events')
    .values({
      event_id: event.eventId,
      attempt_id: holder.attempt.id,
      type: event.body.type,
      answer: JSON.stringify(answer),
    })
    .execute();
  return { kind: 'applied', answer };
}
