import type { SessionFacts, SessionMemory, SessionPolicy } from '../../src/core/session-facts.ts';

/** Every limit apart from every other, so that a test sees which one acted. */
export const policy: SessionPolicy = {
  settleAfterMs: 60_000,
  stallAfterMs: 1_800_000,
  maxDurationMs: 28_800_000,
  readyWithinMs: 50_000,
  verifyLimitMs: 900_000,
};

/** A session as it begins: granted, and nothing done yet. */
export const newMemory: SessionMemory = {
  state: 'preparing',
  prepared: false,
  confirmed: false,
  lostLease: null,
  cancelled: null,
  cause: null,
  published: false,
  noChange: null,
  question: null,
  launchedAtMs: null,
  remindedAtMs: null,
  verifyingSinceMs: null,
  hooks: {},
  hookTimeoutMs: 300_000,
  agentStopped: false,
  stopped: false,
  judged: false,
  reported: false,
};

type Seen = Partial<Omit<SessionFacts, 'memory'>> & { memory?: Partial<SessionMemory> };

/** One look at a session of which only `seen` is out of the ordinary. */
export function factsOf({ memory, ...seen }: Seen = {}): SessionFacts {
  return {
    memory: { ...newMemory, ...memory },
    parent: 'not_started',
    exit: { kind: 'none' },
    watch: 'alive',
    hook: { kind: 'not_started' },
    turn: { state: 'unknown' },
    quietSinceMs: 0,
    idleSinceMs: 0,
    lastTypedMs: null,
    commands: { pending: 0, failingSinceMs: null },
    failing: null,
    notBefore: {},
    leaseDeadlineMs: null,
    ...seen,
  };
}

/** A session at work since time 0, with a lease that ends beyond every limit. */
export const liveFacts = ({ memory, ...seen }: Seen = {}): SessionFacts =>
  factsOf({
    parent: 'alive',
    leaseDeadlineMs: 100_000_000,
    ...seen,
    memory: { state: 'live', prepared: true, confirmed: true, launchedAtMs: 0, ...memory },
  });
