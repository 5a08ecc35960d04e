import type { Database } from './database.ts';
import type { TokenRecord } from './list-tokens.ts';
import { type Refusal, refusal } from './refusal.ts';
import type { Write } from './writer.ts';

export interface EnrollWorker {
  /** The enrolment token's id. */
  enrolmentId: string;
  workerId: string;
  /** Of the token that the worker has made. */
  tokenHash: string;
  /** What that will be called. */
  tokenId: string;
}

/**
 * Accepts a worker's own token. An answer may be lost: the same hash is accepted again and changes nothing, so that
 * who has the enrolment token later gets nothing by it. Who speaks for a worker already is not pushed aside: that takes
 * a person's revoke.
 */
export async function enrollWorker(
  write: Write,
  asked: EnrollWorker,
): Promise<{ kind: 'enrolled'; tokenId: string } | Refusal> {
  const { db, nowMs } = write;
  const { enrolmentId, workerId, tokenHash: hash, tokenId: id } = asked;
  const enrolment = await db
    .selectFrom('tokens')
    .selectAll()
    .where('id', '=', enrolmentId)
    .executeTakeFirstOrThrow();
  const refused = await whyNot(write, enrolment, workerId);
  if (refused !== null) return refused;
  const known = await db.selectFrom('tokens').selectAll().where('hash', '=', hash).executeTakeFirst();
  if (enrolment.worker_id === workerId && isTokenOf(known, workerId))
    return { kind: 'enrolled', tokenId: known.id };
  if (enrolment.worker_id !== null) return wasUsed(enrolment);
  if (known !== undefined) return refusal('state_refused', `That token is known already, as ${known.id}.`);
  await db.updateTable('tokens').set({ worker_id: workerId }).where('id', '=', enrolmentId).execute();
  const own = { id, hash, kind: 'worker' as const, created_at: nowMs, worker_id: workerId };
  await db.insertInto('tokens').values(own).execute();
  await db.updateTable('workers').set({ token_id: id }).where('id', '=', workerId).execute();
  return { kind: 'enrolled', tokenId: id };
}

const isTokenOf = (known: TokenRecord | undefined, workerId: string): known is TokenRecord =>
  known?.kind === 'worker' && known.worker_id === workerId && known.revoked_at === null;

const another = 'Make another with: planeguard token create --kind enrolment';

const wasUsed = ({ id, worker_id: usedBy }: TokenRecord): Refusal =>
  refusal('state_refused', `The enrolment token ${id} was used by the worker ${usedBy}. ${another}`);

async function whyNot(
  { db, nowMs }: Write,
  enrolment: TokenRecord,
  workerId: string,
): Promise<Refusal | null> {
  const { id, expires_at: expiresAt, worker_id: usedBy } = enrolment;
  if (expiresAt !== null && expiresAt <= nowMs)
    return refusal('unauthorized', `The enrolment token ${id} has expired. ${another}`);
  if (usedBy === workerId) return null;
  if (usedBy !== null) return wasUsed(enrolment);
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
