import type { LeaseTimes } from '../core/lease.ts';
import { renewalTryMs, stopDeadlineMs } from '../core/lease.ts';

/**
 * The leases of this worker's sessions, in boot-clock milliseconds. The durable copy is each session's deadline
 * file, which the guard's watch obeys also when this process is gone.
 */
export class LeaseBook {
  readonly #leases = new Map<string, LeaseTimes>();

  /** A renewal was acknowledged. It counts from when it was sent; an older one never shortens a lease. */
  renewed(sessionId: string, lease: LeaseTimes): void {
    const known = this.#leases.get(sessionId);
    if (known && stopDeadlineMs(known) > stopDeadlineMs(lease)) return;
    this.#leases.set(sessionId, lease);
  }

  /** When the session must be over; null when no renewal was acknowledged yet. */
  deadlineMs(sessionId: string): number | null {
    const lease = this.#leases.get(sessionId);
    return lease ? stopDeadlineMs(lease) : null;
  }

  /** How long one try to renew them all may take; without end while there are none. */
  renewalTryMs(): number {
    return Math.min(...[...this.#leases.values()].map(({ stopAfterMs }) => renewalTryMs(stopAfterMs)));
  }

  forget(sessionId: string): void {
    this.#leases.delete(sessionId);
  }
}
