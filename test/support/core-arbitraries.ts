import fc from 'fast-check';
import type { WorkspaceFact } from '../../src/core/cleanup.ts';
import type { EndCause, EndFacts, PullRequestFact } from '../../src/core/end.ts';
import { type Reason, reasonNames } from '../../src/core/reason.ts';
import { type RequestState, requestStates } from '../../src/core/request.ts';
import { sessionStates } from '../../src/core/session.ts';
import type { ExitFact, ParentFact, SessionFacts, SessionMemory } from '../../src/core/session-facts.ts';
import type { TurnFact } from '../../src/core/turn.ts';

/** Around every limit of the test policy, and far beyond. */
export const timeMs = fc.integer({ min: 0, max: 40_000_000 });
const words = fc.string({ minLength: 1, maxLength: 12 });
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { nil: null });
const flag = fc.boolean();

export const reason: fc.Arbitrary<Reason> = fc.constantFrom(...reasonNames);
/** What a person, or the forge, may cancel with. */
export const cancelReason: fc.Arbitrary<Reason> = fc.constantFrom(
  'by_operator',
  'issue_closed',
  'trigger_removed',
);
export const requestState: fc.Arbitrary<RequestState> = fc.constantFrom(...requestStates);
export const pullRequest: fc.Arbitrary<PullRequestFact> = fc.constantFrom(
  'none',
  'open',
  'merged',
  'closed',
  'unknown',
);

export const endCause: fc.Arbitrary<EndCause> = fc.oneof(
  fc.record({ kind: fc.constant('exited' as const), status: maybe(fc.integer({ min: 0, max: 255 })) }),
  fc.record({ kind: fc.constantFrom('settled' as const, 'lost' as const) }),
  fc.record({ kind: fc.constantFrom('turn_failed' as const, 'unauthorized' as const), message: words }),
  fc.record({ kind: fc.constant('stalled' as const), quietForMs: timeMs, question: maybe(words) }),
  fc.record({ kind: fc.constant('time_limit' as const), limitMs: timeMs }),
  fc.record({ kind: fc.constant('cancelled' as const), reason: cancelReason }),
  fc.record({
    kind: fc.constant('lease_lost' as const),
    why: fc.constantFrom('expired' as const, 'fenced' as const, 'gone' as const),
  }),
  fc.record({
    kind: fc.constant('not_started' as const),
    reason: fc.constantFrom('launch_failed' as const, 'host_refused' as const, 'agent_unauthorized' as const),
    message: words,
  }),
);

export const endFacts: fc.Arbitrary<EndFacts> = fc.record({
  cause: endCause,
  cancelledSince: maybe(cancelReason),
  pullRequest,
  noChange: maybe(words),
  refusal: maybe(words),
  warning: maybe(words),
  verifyingForMs: timeMs,
  verifyLimitMs: fc.constant(900_000),
});

export const workspaceFact: fc.Arbitrary<WorkspaceFact> = fc.oneof(
  fc.record({ kind: fc.constantFrom('missing' as const, 'unknown' as const) }),
  fc.record({
    kind: fc.constant('known' as const),
    modified: fc.nat(2),
    untracked: fc.nat(2),
    unpublished: fc.nat(2),
    underWay: fc.constantFrom(
      'none' as const,
      'merge' as const,
      'rebase' as const,
      'cherry_pick' as const,
      'revert' as const,
      'bisect' as const,
    ),
  }),
);

export const turn: fc.Arbitrary<TurnFact> = fc.oneof(
  fc.constant({ state: 'unknown' as const }),
  fc.record({ state: fc.constant('working' as const), sinceMs: timeMs }),
  fc.record({
    state: fc.constantFrom('completed' as const, 'waiting_for_input' as const),
    sinceMs: timeMs,
    message: words,
  }),
  fc.record({
    state: fc.constant('failed' as const),
    sinceMs: timeMs,
    message: words,
    failure: fc.constantFrom('unauthorized' as const, 'provider' as const, 'other' as const),
  }),
);

export const exit: fc.Arbitrary<ExitFact> = fc.oneof(
  fc.record({ kind: fc.constantFrom('none' as const, 'unreadable' as const) }),
  fc.record({ kind: fc.constant('exited' as const), status: maybe(fc.integer({ min: 0, max: 255 })) }),
);

const hook = fc.option(fc.record({ startedAtMs: maybe(timeMs), over: flag, problem: maybe(words) }), {
  nil: undefined,
});

const memory: fc.Arbitrary<SessionMemory> = fc.record({
  state: fc.constantFrom(...sessionStates),
  prepared: flag,
  confirmed: flag,
  lostLease: maybe(fc.constantFrom('fenced' as const, 'gone' as const)),
  cancelled: maybe(cancelReason),
  cause: maybe(endCause),
  published: flag,
  noChange: maybe(words),
  question: maybe(words),
  launchedAtMs: maybe(timeMs),
  remindedAtMs: maybe(timeMs),
  verifyingSinceMs: maybe(timeMs),
  hooks: fc.record({ afterCreate: hook, beforeRun: hook, afterRun: hook }),
  hookTimeoutMs: fc.constant(300_000),
  agentStopped: flag,
  stopped: flag,
  judged: flag,
  reported: flag,
});

/** Any look at any session, possible or not: what must always hold holds for each. */
export const sessionFacts: fc.Arbitrary<SessionFacts> = fc.record({
  memory,
  parent: fc.constantFrom<ParentFact>('not_started', 'alive', 'without_terminal', 'dead', 'unknown'),
  exit,
  watch: fc.constantFrom(
    'alive' as const,
    'dead' as const,
    'unknown' as const,
    'stopped_the_session' as const,
  ),
  hook: fc.oneof(
    fc.record({ kind: fc.constantFrom('not_started' as const, 'running' as const, 'unknown' as const) }),
    fc.record({ kind: fc.constant('vanished' as const) }),
    fc.record({ kind: fc.constant('exited' as const), status: fc.nat(255) }),
  ),
  turn,
  quietSinceMs: timeMs,
  idleSinceMs: timeMs,
  lastTypedMs: fc.oneof(maybe(timeMs), fc.constant('unknown' as const)),
  commands: fc.record({ pending: fc.nat(3), failingSinceMs: maybe(timeMs) }),
  failing: maybe(fc.record({ sinceMs: timeMs, message: words })),
  notBefore: fc.record({ carry_out_commands: timeMs, stop: timeMs, judge: timeMs }, { requiredKeys: [] }),
  leaseDeadlineMs: maybe(timeMs),
});
