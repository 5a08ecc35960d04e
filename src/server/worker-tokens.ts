import { type Refusal, refusal } from '../store/refusal.ts';
import type { Caller } from './app.ts';
import type { TokenBook } from './token-book.ts';

/**
 * Which token speaks for which worker: the one that it first registered with, until that is revoked. The token in the
 * control plane's own state directory speaks for every worker: who reads it can read the operator's as well.
 */
export class WorkerTokens {
  readonly #tokens: TokenBook;
  readonly #byWorker = new Map<string, string>();

  constructor(tokens: TokenBook) {
    this.#tokens = tokens;
  }

  remember(workerId: string, tokenId: string): void {
    this.#byWorker.set(workerId, tokenId);
  }

  /** The worker's own token if that is valid, else the one that asks. */
  tokenFor(workerId: string, asking: string): string {
    const own = this.#byWorker.get(workerId);
    return own !== undefined && this.#tokens.isValid(own) ? own : asking;
  }

  mayActAs(workerId: string, { tokenId, workerId: boundTo }: Caller): { kind: 'may' } | Refusal {
    if (boundTo !== null && boundTo !== workerId)
      return refusal('forbidden', `This token is of the worker ${boundTo}, not of ${workerId}.`);
    if (this.tokenFor(workerId, tokenId) === tokenId || this.#tokens.isOwn(tokenId)) return { kind: 'may' };
    return refusal(
      'forbidden',
      `The worker ${workerId} has another token: use that one, or revoke it with planeguard token revoke.`,
    );
  }
}
