import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { isoTime } from '../edge/clock.ts';
import { CallError } from '../edge/control-plane/call-error.ts';
import type { AttemptEvent, attemptEventAnswerSchema } from '../protocol/worker.ts';
import type { Session } from './session/session.ts';

export type EventAnswer =
  | { kind: 'accepted'; answer: z.infer<typeof attemptEventAnswerSchema> }
  | { kind: 'refused'; why: 'fenced' | 'gone'; detail: string };

/**
 * Asks for a change of state under the attempt's fence. A refusal is an answer; that nobody answers is thrown.
 * @param eventId the same for each try of the same change, where it must not happen twice.
 */
export async function sendEvent(
  session: Session,
  body: AttemptEvent['body'],
  eventId: string = randomUUID(),
): Promise<EventAnswer> {
  const { context, record } = session;
  const event: AttemptEvent = {
    eventId,
    fence: record.grant.fence,
    workerId: context.workerId,
    at: isoTime(context.clock.nowMs()),
    body,
  };
  try {
    return { kind: 'accepted', answer: await context.client.attemptEvent(record.id, event) };
  } catch (error) {
    if (!(error instanceof CallError) || error.database?.id !== record.database.id) throw error;
    if (error.code === 'fenced') return { kind: 'refused', why: 'fenced', detail: error.message };
    if (error.code === 'attempt_gone') return { kind: 'refused', why: 'gone', detail: error.message };
    throw error;
  }
}
