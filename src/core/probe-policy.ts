/** How a control plane that is away is looked for. Milliseconds. */
export interface ProbePolicy {
  everyMs: number;
  /** A probe without an answer by then has failed. */
  withinMs: number;
}

const onThisMachine: ProbePolicy = { everyMs: 1_000, withinMs: 1_000 };
const elsewhere: ProbePolicy = { everyMs: 5_000, withinMs: 4_000 };

/** @param hostname as in a URL: an IPv6 address has brackets. */
export const probePolicy = (hostname: string): ProbePolicy =>
  /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname) ? onThisMachine : elsewhere;
