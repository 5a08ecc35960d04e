/** How soon silence of a control plane is taken for its absence, and its return is noticed. Milliseconds. */
export interface ConnectionPolicy {
  /** How long it may hold a long poll. A connection that died without a word is noticed by the answer that does not come. */
  holdMs: number;
  /** How much later than agreed that answer may come. */
  graceMs: number;
  /** While it is away it is looked for this often. */
  probeEveryMs: number;
  /** A probe without an answer by then has failed. */
  probeWithinMs: number;
}

const onThisMachine: ConnectionPolicy = {
  holdMs: 1_000,
  graceMs: 1_000,
  probeEveryMs: 1_000,
  probeWithinMs: 1_000,
};
const elsewhere: ConnectionPolicy = {
  holdMs: 3_000,
  graceMs: 2_000,
  probeEveryMs: 5_000,
  probeWithinMs: 4_000,
};

/** @param hostname as in a URL: an IPv6 address has brackets. Reasons: docs/decisions/short-long-polls.md. */
export const connectionPolicy = (hostname: string): ConnectionPolicy =>
  /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname) ? onThisMachine : elsewhere;
