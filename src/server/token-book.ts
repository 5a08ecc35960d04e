import { createHash, randomBytes } from 'node:crypto';
import type { Database } from '../store/database.ts';
import { listTokens } from '../store/list-tokens.ts';
import type { TokenKind } from '../store/tables.ts';

/** Tokens by their digests, in memory: each call is checked against it. */
export class TokenBook {
  #kinds = new Map<string, TokenKind>();

  /** After every change of the tokens in the database. */
  async reload(db: Database): Promise<void> {
    const tokens = await listTokens(db);
    const valid = tokens.filter((token) => token.revoked_at === null);
    this.#kinds = new Map(valid.map((token) => [token.hash, token.kind]));
  }

  /** Found by digest, so that comparing takes the same time for every wrong token. */
  kindOf(token: string): TokenKind | null {
    return this.#kinds.get(digestOf(token)) ?? null;
  }
}

export const digestOf = (token: string): string => createHash('sha256').update(token).digest('hex');

/** 256 random bits; the prefix lets people and scanners recognise a leaked one. */
export function newToken(kind: TokenKind): { id: string; kind: TokenKind; hash: string; token: string } {
  const token = `pg_${kind}_${randomBytes(32).toString('base64url')}`;
  return { id: `t${randomBytes(6).toString('hex')}`, kind, hash: digestOf(token), token };
}
