import type { RequestState } from '../core/request.ts';

/** A look takes three git processes, 25 ms in all, and hundreds of workspaces may be kept. */
const lookAgainMs = 10 * 60_000;

/** When a kept workspace is worth a look: its request has moved, or a person had time to tidy up in it. */
export class ReviewSchedule {
  readonly #last = new Map<string, { request: RequestState | 'unknown'; atMs: number }>();

  /** @param nowMs boot clock. */
  isDue(sessionId: string, request: RequestState | 'unknown', nowMs: number): boolean {
    const last = this.#last.get(sessionId);
    return last === undefined || last.request !== request || nowMs - last.atMs >= lookAgainMs;
  }

  looked(sessionId: string, request: RequestState | 'unknown', nowMs: number): void {
    this.#last.set(sessionId, { request, atMs: nowMs });
  }

  forget(sessionId: string): void {
    this.#last.delete(sessionId);
  }
}
