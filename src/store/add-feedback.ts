import { findRequest } from './find-request.ts';
import { type FeedbackRecord, insertFeedback } from './insert-feedback.ts';
import { type Refusal, refusal, unknownRequest } from './refusal.ts';
import { resumeWithFeedback } from './resume-with-feedback.ts';
import type { Write } from './writer.ts';

export interface AddFeedback {
  id: string;
  requestId: string;
  source: 'operator' | 'pull_request';
  text: string;
}

type Added = { kind: 'added'; feedback: FeedbackRecord };

/** Keeps what somebody said for the agent; a request that rests is taken up again. */
export async function addFeedback(write: Write, input: AddFeedback): Promise<Added | Refusal> {
  const request = await findRequest(write.db, input.requestId);
  if (request === null) return unknownRequest(input.requestId);
  if (request.state === 'done' || request.state === 'cancelled') {
    return refusal(
      'state_refused',
      `Request ${request.id} is ${request.state}: planeguard retry ${request.id} first.`,
    );
  }
  const { id, source, text } = input;
  const feedback = await insertFeedback(write, request, { id, source, text });
  if (request.state !== 'in_review' && request.state !== 'blocked') return { kind: 'added', feedback };
  const moved = await resumeWithFeedback(write, request.id);
  return moved.kind === 'refused' ? moved : { kind: 'added', feedback };
}
