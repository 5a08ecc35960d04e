import type { TokenKind } from './tables.ts';
import type { Write } from './writer.ts';

/** Keeps the digest of a token; the token itself is never stored. */
export async function createToken(
  write: Write,
  token: { id: string; kind: TokenKind; hash: string },
): Promise<void> {
  await write.db
    .insertInto('tokens')
    .values({ ...token, created_at: write.nowMs })
    .execute();
}
