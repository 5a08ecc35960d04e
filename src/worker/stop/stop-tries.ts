import type { StopReceipt } from './stop-receipt.ts';
import { StopTally } from './stop-tally.ts';

/** The tries of one stop, in one process: its receipt tells of all of them, and its last look counts. */
export class StopTries {
  readonly tally = new StopTally();
  tries = 0;
  #first: { grace: StopReceipt['grace']; startedMs: number } | null = null;

  /** @param nowMs when the try was over; monotonic, as of all tries. */
  tried(receipt: StopReceipt, nowMs: number): StopReceipt & { tries: number } {
    this.tries += 1;
    this.#first ??= { grace: receipt.grace, startedMs: nowMs - receipt.tookMs };
    const { grace, startedMs } = this.#first;
    return { ...receipt, grace, tookMs: nowMs - startedMs, tries: this.tries };
  }
}
