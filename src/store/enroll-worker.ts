import type { Database } from './database.ts';
import type { TokenRecord } from './list-tokens.ts';
import { type Refusal, refusal } from './refusal.ts';
import type { Write } from './writer.ts';

export interface EnrollWorker {
  /** The enrolment token's id. */
  enrolmentId: string;
  workerId: string;
  token: { id: string; hash: string };
}

/**
 * Gives a worker a token of its own, and takes back those that it had by the same enrolment token: its answer may have
 * been lost. Who speaks for a worker already is not pushed aside: that takes a person's revoke.
 */
export async function enrollWorker(
  write: Write,
  { enrolmentId, workerId, token }: EnrollWorker,
): Promise<{ kind: 'enrolled' } | Refusal> {
  const { db, nowMs } = write;
  const enrolment = await db
    .selectFrom('tokens')
    .selectAll()
    .where('id', '=', enrolmentId)
    .executeTakeFirstOrThrow();
  const refused = await whyNot(write, enrolment, workerId);
  if (refused !== null) return refused;
  await db.updateTable('tokens').set({ worker_id: workerId }).where('id', '=', enrolmentId).execute();
  await db
    .updateTable('tokens')
    .set({ revoked_at: nowMs })
    .where('worker_id', '=', workerId)
    .where('kind', '=', 'worker')
    .where('revoked_at', 'is', null)
    .execute();
  const own = { ...token, kind: 'worker' as const, created_at: nowMs, worker_id: workerId };
  await db.insertInto('tokens').values(own).execute();
  await db.updateTable('workers').set({ token_id: token.id }).where('id', '=', workerId).execute();
  return { kind: 'enrolled' };
}

const another = 'Make another with: planeguard token create --kind enrolment';

async function whyNot(
  { db, nowMs }: Write,
  enrolment: TokenRecord,
  workerId: string,
): Promise<Refusal | null> {
  const { id, expires_at: expiresAt, worker_id: usedBy } = enrolment;
  if (expiresAt !== null && expiresAt <= nowMs)
    return refusal('unauthorized', `The enrolment token ${id} has expired. ${another}`);
  if (usedBy === workerId) return null;
  if (usedBy !== null)
    return refusal('state_refused', `The enrolment token ${id} was used by the worker ${usedBy}. ${another}`);
  const valid = await validTokenOf(db, workerId);
  if (valid === null) return null;
  const mend = `If that is this worker, revoke it first: planeguard token revoke ${valid}`;
  return refusal('state_refused', `The worker ${workerId} has a valid token, ${valid}. ${mend}`);
}

async function validTokenOf(db: Database, workerId: string): Promise<string | null> {
  const found = await db
    .selectFrom('tokens')
    .leftJoin('workers', 'workers.token_id', 'tokens.id')
    .select('tokens.id')
    .where('tokens.kind', '=', 'worker')
    .where('tokens.revoked_at', 'is', null)
    .where((is) => is.or([is('tokens.worker_id', '=', workerId), is('workers.id', '=', workerId)]))
    .executeTakeFirst();
  return found?.id ?? null;
}
