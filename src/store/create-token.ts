import type { TokenRecord } from './list-tokens.ts';
import type { TokenKind } from './tables.ts';
import type { Write } from './writer.ts';

/** Keeps the digest of a token; the token itself is never stored. */
export const createToken = (
  write: Write,
  token: { id: string; kind: TokenKind; hash: string; expires_at?: number },
): Promise<TokenRecord> =>
  write.db
    .insertInto('tokens')
    .values({ ...token, created_at: write.nowMs })
    .returningAll()
    .executeTakeFirstOrThrow();
