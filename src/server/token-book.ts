import { createHash, randomBytes } from 'node:crypto';
import type { Database } from '../store/database.ts';
import { listTokens, type TokenRecord } from '../store/list-tokens.ts';
import type { TokenKind } from '../store/tables.ts';
import type { Caller } from './app.ts';

/** Tokens by their digests, in memory: each call is checked against it. */
export class TokenBook {
  #byHash = new Map<string, Caller>();
  /** Of the valid tokens; kept over reloads, since calls wait on them. */
  #revocations = new Map<string, AbortController>();
  #own: string | null = null;

  /** After every change of the tokens in the database. */
  async reload(db: Database): Promise<void> {
    const tokens = await listTokens(db);
    const valid = tokens.filter((token) => token.revoked_at === null);
    const before = this.#revocations;
    this.#revocations = new Map(valid.map(({ id }) => [id, before.get(id) ?? new AbortController()]));
    this.#byHash = new Map(valid.map((token) => [token.hash, this.#caller(token)]));
    for (const [id, revocation] of before) if (!this.#revocations.has(id)) revocation.abort();
  }

  /** Whose token it is. Found by digest, so that comparing takes the same time for every wrong token. */
  callerOf(token: string): Caller | null {
    return this.#byHash.get(digestOf(token)) ?? null;
  }

  #caller({ id, kind, worker_id: workerId }: TokenRecord): Caller {
    const { signal } = this.#revocations.get(id) ?? new AbortController();
    return { tokenId: id, kind, workerId: kind === 'worker' ? workerId : null, revoked: signal };
  }

  isValid(tokenId: string): boolean {
    return this.#revocations.has(tokenId);
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
  return { id: newTokenId(), kind, hash: digestOf(token), token };
}

export const newTokenId = (): string => `t${randomBytes(6).toString('hex')}`;
