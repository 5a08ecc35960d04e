import type { TokenRecord } from './list-tokens.ts';
import { type Refusal, refusal } from './refusal.ts';
import type { Write } from './writer.ts';

/** From now on the token is not accepted, nor what a worker could get another one with. Revoking it again is harmless. */
export async function revokeToken(
  write: Write,
  id: string,
): Promise<{ kind: 'revoked'; token: TokenRecord } | Refusal> {
  await write.db
    .updateTable('tokens')
    .set({ revoked_at: write.nowMs })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .execute();
  const token = await write.db.selectFrom('tokens').selectAll().where('id', '=', id).executeTakeFirst();
  if (token?.kind === 'worker' && token.worker_id !== null) await revokeEnrolments(write, token.worker_id);
  if (token) return { kind: 'revoked', token };
  return refusal('not_found', `There is no token ${id}: planeguard token list shows those there are.`);
}

async function revokeEnrolments({ db, nowMs }: Write, workerId: string): Promise<void> {
  await db
    .updateTable('tokens')
    .set({ revoked_at: nowMs })
    .where('worker_id', '=', workerId)
    .where('kind', '=', 'enrolment')
    .where('revoked_at', 'is', null)
    .execute();
}
