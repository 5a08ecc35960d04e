import { endAttempt, type RetryChance } from './end-attempt.ts';
import { findAttempt } from './find-attempt.ts';
import { findRequest } from './find-request.ts';
import type { Moved } from './move-request.ts';
import { type Refusal, refusal } from './refusal.ts';
import type { Write } from './writer.ts';

export interface ExpireLease {
  attemptId: string;
  /** Asked again inside the transaction: a renewal may have come first. */
  isOver: () => boolean;
  chance: RetryChance;
}

/** Ends an attempt whose worker was silent until its session must have stopped by itself. */
export async function expireLease(write: Write, input: ExpireLease): Promise<Moved | Refusal> {
  const attempt = await findAttempt(write.db, input.attemptId);
  const request = attempt && (await findRequest(write.db, attempt.request_id));
  if (!attempt || !request || attempt.ended_at !== null || !input.isOver()) {
    return refusal('attempt_gone', `The lease of ${input.attemptId} is renewed or over.`);
  }
  const end = {
    outcome: 'lease_expired',
    summary: 'Its worker was silent until the lease and the safety margin had passed.',
    proof: 'expired',
    // Nobody has looked at the host.
    clean: false,
    conversation: attempt.conversation,
  } as const;
  return endAttempt(write, { attempt, request, end }, input.chance);
}
