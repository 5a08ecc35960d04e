import { createHash, randomBytes } from 'node:crypto';
import type { Database } from '../store/database.ts';
import { listTokens } from '../store/list-tokens.ts';
import type { TokenKind } from '../store/tables.ts';
import type { Caller } from './app.ts';

/** Tokens by their digests, in memory: each call is checked against it. */
export class TokenBook {
  #byHash = new Map<string, Caller>();
  #own: string | null = null;

  /** After every change of the tokens in the database. */
  async reload(db: Database): Promise<void> {
    const tokens = await listTokens(db);
    const valid = tokens.filter((token) => token.revoked_at === null);
    this.#byHash = new Map(valid.map(({ hash, id, kind }) => [hash, { tokenId: id, kind }]));
  }

  /** Whose token it is. Found by digest, so that comparing takes the same time for every wrong token. */
  callerOf(token: string): Caller | null {
    return this.#byHash.get(digestOf(token)) ?? null;
  }

  isValid(tokenId: string): boolean {
    return [...this.#byHash.values()].some((caller) => caller.tokenId === tokenId);
  }

  /** The worker's token in the control plane's own state directory. */
  setOwn(token: string): void {
    this.#own = this.callerOf(token)?.tokenId ?? null;
  }

  isOwn(tokenId: string): boolean {
    return this.#own === tokenId;
  }
}

export const digestOf = (token: string): string => createHash('sha256').update(token).digest('hex');

/** 256 random bits; the prefix lets people and scanners recognise a leaked one. */
export function newToken(kind: TokenKind): { id: string; kind: TokenKind; hash: string; token: string } {
  const token = `pg_${kind}_${randomBytes(32).toString('base64url')}`;
  return { id: `t${randomBytes(6).toString('hex')}`, kind, hash: digestOf(token), token };
}
