import type { RequestState } from '../core/request.ts';

/** A look takes three git processes, 25 ms in all, and hundreds of workspaces may be kept. */
const lookAgainMs = 10 * 60_000;
/** After a look that failed; it doubles with each further one, up to the usual time. */
const firstAgainMs = 10_000;

interface Look {
  request: RequestState | 'unknown';
  atMs: number;
  againAfterMs: number;
}

/** When a kept workspace is worth a look: its request has moved, or a person had time to tidy up in it. */
export class ReviewSchedule {
  readonly #last = new Map<string, Look>();

  /** @param nowMs boot clock. */
  isDue(sessionId: string, request: RequestState | 'unknown', nowMs: number): boolean {
    const last = this.#last.get(sessionId);
    return last === undefined || last.request !== request || nowMs - last.atMs >= last.againAfterMs;
  }

  looked(sessionId: string, request: RequestState | 'unknown', nowMs: number): void {
    this.#last.set(sessionId, { request, atMs: nowMs, againAfterMs: lookAgainMs });
  }

  /** The look could not be ended. It is not repeated at each heartbeat: it may run hooks, and take long. */
  failed(sessionId: string, request: RequestState | 'unknown', nowMs: number): void {
    const last = this.#last.get(sessionId);
    const isAgain = last !== undefined && last.request === request && last.againAfterMs < lookAgainMs;
    const againAfterMs = isAgain ? Math.min(lookAgainMs, 2 * last.againAfterMs) : firstAgainMs;
    this.#last.set(sessionId, { request, atMs: nowMs, againAfterMs });
  }

  forget(sessionId: string): void {
    this.#last.delete(sessionId);
  }
}
