import { leaseExpired } from '../core/lease.ts';
import type { LeaseLimits } from './leases.ts';

/**
 * Attempts that were granted after the backup from which this database was restored. Their sessions end at their
 * deadline at the latest; until then nothing older than the restore is granted. Counted afresh by each start.
 */
export class UnknownAttempts {
  readonly #limits: LeaseLimits;
  readonly #sinceMs: number;
  #heldOrdinal: number | null;

  /**
   * @param heldOrdinal of the newest request that is older than the restore; null where nothing waits.
   * @param sinceMs boot clock.
   */
  constructor(limits: LeaseLimits, heldOrdinal: number | null, sinceMs: number) {
    this.#limits = limits;
    this.#heldOrdinal = heldOrdinal;
    this.#sinceMs = sinceMs;
  }

  /** Only requests that came after this one may be granted; null: any. */
  get grantAfter(): number | null {
    return this.#heldOrdinal;
  }

  /** Whether they have just come to an end for certain. */
  areOver(nowMs: number): boolean {
    const { stopAfterMs, marginMs } = this.#limits;
    const times = { renewedAtMs: this.#sinceMs, stopAfterMs };
    return this.#heldOrdinal !== null && leaseExpired(times, marginMs, nowMs);
  }

  settle(): void {
    this.#heldOrdinal = null;
  }
}
