import { leaseExpired } from '../core/lease.ts';

export interface LeaseLimits {
  heartbeatMs: number;
  stopAfterMs: number;
  marginMs: number;
}

/** Not having looked for so long means that we slept (suspend, debugger): workers could not reach us. */
const longestGapMs = 30_000;

interface Lease {
  workerId: string;
  renewedAtMs: number;
  /** Heartbeats of its worker since the grant that did not mention it, each a heartbeat's time after the last. */
  missed: number;
  missedAtMs: number;
  confirmed: boolean;
}

/**
 * When each open attempt was last renewed, by the boot clock. Kept in memory only: after a restart, which may have
 * taken long, every lease counts afresh, so nobody is ended for our own silence.
 */
export class Leases {
  readonly #limits: LeaseLimits;
  readonly #leases = new Map<string, Lease>();
  #lookedAtMs: number | null = null;

  constructor(limits: LeaseLimits) {
    this.#limits = limits;
  }

  begin(attempt: { id: string; workerId: string; confirmed: boolean }, nowMs: number): void {
    if (this.#leases.has(attempt.id)) return;
    const { workerId, confirmed } = attempt;
    this.#leases.set(attempt.id, { workerId, confirmed, renewedAtMs: nowMs, missed: 0, missedAtMs: nowMs });
  }

  renew(attemptId: string, nowMs: number): void {
    const lease = this.#leases.get(attemptId);
    if (!lease) return;
    lease.renewedAtMs = Math.max(lease.renewedAtMs, nowMs);
    lease.confirmed = true;
  }

  /** @returns how many heartbeats have not mentioned this claim. */
  miss(attemptId: string, nowMs: number): number {
    const lease = this.#leases.get(attemptId);
    if (!lease) return 0;
    if (nowMs - lease.missedAtMs < this.#limits.heartbeatMs) return lease.missed;
    lease.missedAtMs = nowMs;
    lease.missed += 1;
    return lease.missed;
  }

  end(attemptId: string): void {
    this.#leases.delete(attemptId);
  }

  isOver(attemptId: string, nowMs: number): boolean {
    const lease = this.#leases.get(attemptId);
    return lease !== undefined && leaseExpired(this.#times(lease), this.#limits.marginMs, nowMs);
  }

  /** Attempts whose session must have stopped by itself, margin included. Asked every second. */
  over(nowMs: number): string[] {
    const sleptMs = nowMs - (this.#lookedAtMs ?? nowMs);
    this.#lookedAtMs = nowMs;
    if (sleptMs > longestGapMs) this.#countAfresh(nowMs);
    return this.expired(nowMs);
  }

  /** The same as far as the last look knows; nothing is changed by asking. */
  expired(nowMs: number): string[] {
    return [...this.#leases.keys()].filter((id) => this.isOver(id, nowMs));
  }

  /** Claims that were never confirmed, with their workers. */
  unconfirmed(): { attemptId: string; workerId: string; grantedAtMs: number }[] {
    return [...this.#leases].flatMap(([attemptId, { confirmed, workerId, renewedAtMs }]) =>
      confirmed ? [] : [{ attemptId, workerId, grantedAtMs: renewedAtMs }],
    );
  }

  #countAfresh(nowMs: number): void {
    for (const lease of this.#leases.values()) lease.renewedAtMs = nowMs;
  }

  #times(lease: Lease) {
    return { renewedAtMs: lease.renewedAtMs, stopAfterMs: this.#limits.stopAfterMs };
  }
}
