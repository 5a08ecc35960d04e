import { z } from 'zod';
import type { Evidence } from '../protocol/worker.ts';
import { appendEvent } from './append-event.ts';
import { findAttempt } from './find-attempt.ts';
import { type Refusal, refusal } from './refusal.ts';
import type { Write } from './writer.ts';

/** Keeps what an attempt's own worker has seen, also long after its end. It changes no state. */
export async function addEvidence(
  write: Write,
  attemptId: string,
  evidence: Evidence,
): Promise<{ kind: 'accepted' | 'repeated' } | Refusal> {
  const attempt = await findAttempt(write.db, attemptId);
  if (attempt === null) return refusal('not_found', `There is no attempt ${attemptId}.`);
  if (attempt.worker_id !== evidence.workerId) {
    return refusal('fenced', `The attempt ${attemptId} belongs to another worker than ${evidence.workerId}.`);
  }
  const atMs = Date.parse(evidence.at);
  const { eventId, kind, data } = evidence;
  const { numInsertedOrUpdatedRows } = await write.db
    .insertInto('evidence')
    .values({ event_id: eventId, attempt_id: attemptId, at: atMs, kind, data: JSON.stringify(data) })
    .onConflict((conflict) => conflict.columns(['attempt_id', 'event_id']).doNothing())
    .executeTakeFirst();
  if (numInsertedOrUpdatedRows !== 1n) return { kind: 'repeated' };
  await appendEvent(write, { requestId: attempt.request_id, attempt: attempt.number, kind, data, atMs });
  if (kind === 'stop') await recordCleanness(write, attemptId, data);
  return { kind: 'accepted' };
}

/** A later stop tells whether what was left at the end is gone; of an expired attempt, that there is nothing. */
async function recordCleanness(write: Write, attemptId: string, receipt: Evidence['data']): Promise<void> {
  const { data } = stopSchema.safeParse(receipt);
  if (data === undefined) return;
  await write.db
    .updateTable('attempts')
    .set({ clean: data.proof !== null && data.residue.length === 0 ? 1 : 0 })
    .where('id', '=', attemptId)
    .where('ended_at', 'is not', null)
    .execute();
}

/** What of a stop receipt says whether anything is left. */
const stopSchema = z.object({ proof: z.string().nullable(), residue: z.array(z.unknown()) });
