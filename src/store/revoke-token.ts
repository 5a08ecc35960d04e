import type { TokenRecord } from './list-tokens.ts';
import { type Refusal, refusal } from './refusal.ts';
import type { Write } from './writer.ts';

/** From now on the token is not accepted. Revoking it again is harmless. */
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
  if (token) return { kind: 'revoked', token };
  return refusal('not_found', `There is no token ${id}: planeguard token list shows those there are.`);
}
