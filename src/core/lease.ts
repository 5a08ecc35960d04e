/** A lease's times, all in milliseconds of one boot clock. */
export interface LeaseTimes {
  /** Worker: when the acknowledged renewal was sent. Control plane: when it was committed. */
  renewedAtMs: number;
  /** How long a session may go on without renewal. */
  stopAfterMs: number;
}

/** When a session whose lease is not renewed must be over. */
export const stopDeadlineMs = (lease: LeaseTimes): number => lease.renewedAtMs + lease.stopAfterMs;

/** How long one try to renew may take, and be apart from the next, so that three fit into a lease that was just renewed. */
export const renewalTryMs = (stopAfterMs: number): number => stopAfterMs / 4;

/** The control plane may grant the next attempt only after the holder must have stopped. */
export const leaseExpired = (lease: LeaseTimes, marginMs: number, nowMs: number): boolean =>
  nowMs > stopDeadlineMs(lease) + marginMs;

/** The margin must cover the agent's grace, two rounds of the watch, and 10 s for a slow machine. */
export const smallestMarginMs = (graceMs: number, watchPeriodMs: number): number =>
  graceMs + 2 * watchPeriodMs + 10_000;

/** How often the guard's watch looks at its deadline, at most. */
export const watchPeriodMs = 5_000;

/**
 * A claim that two heartbeats, sent after its grant, do not mention, never reached its worker. Only those count that come
 * a heartbeat's time apart: workers also send them at each change, while the claim's answer may still be under way.
 */
export const heartbeatsUntilUnconfirmed = 2;
