import type { z } from 'zod';
import {
  type AttemptEvent,
  acceptedSchema,
  attemptEventAnswerSchema,
  type claimSchema,
  type Evidence,
  enrolledSchema,
  type enrollWorkerSchema,
  forgeAnswerSchema,
  grantSchema,
  type Heartbeat,
  heartbeatAnswerSchema,
  registeredSchema,
  type registerWorkerSchema,
  wishListSchema,
} from '../../protocol/worker.ts';
import type { Call, Caller } from './caller.ts';

const claimAnswerSchema = grantSchema.nullable();

type How = Pick<Call<unknown>, 'signal' | 'withinMs'>;

/** What a worker says and asks. A refusal is a CallError with the database that refused. */
export function workerCalls(caller: Caller) {
  const attemptPath = (id: string, rest: string) => `/v1/attempts/${encodeURIComponent(id)}${rest}`;
  return {
    register: (worker: z.input<typeof registerWorkerSchema>, how: How = {}) =>
      caller.ask({ method: 'POST', path: '/v1/workers', body: worker, ...how, answer: registeredSchema }),
    /** With an enrolment token. */
    enroll: (body: z.input<typeof enrollWorkerSchema>) =>
      caller.call({ method: 'POST', path: '/v1/workers/enroll', body, answer: enrolledSchema }),
    /** Null when there was nothing to claim within `waitMs`. */
    claim: (claim: z.input<typeof claimSchema>, signal?: AbortSignal) =>
      caller.ask({
        method: 'POST',
        path: '/v1/claims',
        body: claim,
        waitMs: claim.waitMs ?? 0,
        signal,
        answer: claimAnswerSchema,
      }),
    heartbeat: (heartbeat: Heartbeat, how: How = {}) =>
      caller.ask({
        method: 'POST',
        path: '/v1/workers/heartbeat',
        body: heartbeat,
        ...how,
        answer: heartbeatAnswerSchema,
      }),
    /** Waits until there is a wish newer than `after` (the last answer's cursor), or `waitMs` have passed. */
    wishes: (workerId: string, { after, waitMs }: { after: number; waitMs: number }, signal?: AbortSignal) =>
      caller.call({
        method: 'GET',
        path: `/v1/workers/${encodeURIComponent(workerId)}/wishes`,
        query: { after, waitMs },
        waitMs,
        signal,
        answer: wishListSchema,
      }),
    /** @param onlyFrom as for evidence; that of the leases when absent. */
    attemptEvent: (attemptId: string, event: AttemptEvent, onlyFrom?: string) =>
      caller.call({
        method: 'POST',
        path: attemptPath(attemptId, '/events'),
        body: event,
        onlyFrom,
        answer: attemptEventAnswerSchema,
      }),
    /** Asks the control plane to ask its forge. */
    askForge: (attemptId: string) =>
      caller.call({ method: 'POST', path: attemptPath(attemptId, '/forge'), answer: forgeAnswerSchema }),
    /** @param onlyFrom the id of the database that knows the attempt; null believes any. */
    evidence: (attemptId: string, evidence: Evidence, onlyFrom: string | null) =>
      caller.call({
        method: 'POST',
        path: attemptPath(attemptId, '/evidence'),
        body: evidence,
        onlyFrom: onlyFrom ?? undefined,
        answer: acceptedSchema,
      }),
  };
}
