import type { EndCause } from './end.ts';
import type { TurnFact } from './turn.ts';

/** What another session of the same agent would meet as well: its login, or its model's API. */
export interface AgentFailure {
  kind: 'unauthorized' | 'provider';
  message: string;
}

/** The breaker of one agent on one worker. Times are boot-clock milliseconds. */
export interface Breaker {
  /** In a row. */
  failures: number;
  /** The last of these; null before the first, and after a success. */
  failure: AgentFailure | null;
  /** Whose session met it: each is counted once. */
  failedIn: string | null;
  state:
    | { kind: 'closed' }
    /** No claim for this agent until the pause is over. */
    | { kind: 'open'; sinceMs: number; pauseMs: number }
    /** One session is tried; nobody else is claimed until it has said how it goes. */
    | { kind: 'trying'; sessionId: string; sinceMs: number };
}

export const closedBreaker: Breaker = {
  failures: 0,
  failure: null,
  failedIn: null,
  state: { kind: 'closed' },
};

/** What a session says of its agent. `lasted`: a while without a failure; `ended`: over, and nothing was learnt. */
export type BreakerSign =
  | { kind: 'failed'; failure: AgentFailure }
  | { kind: 'worked' }
  | { kind: 'lasted' }
  | { kind: 'ended' };

/** How long an open breaker waits until one is tried. */
export interface BreakerPauses {
  /** After the first failure. */
  baseMs: number;
  /** At the longest. */
  capMs: number;
}

/** A refused login shows within seconds, an overloaded API once the agent's own tries are over. */
export const lastsAfterMs = 2 * 60_000;

/** Doubles with each failure. */
const pauseAfter = (failures: number, { baseMs, capMs }: BreakerPauses): number =>
  Math.min(capMs, baseMs * 2 ** (failures - 1));

/** One may be tried at once. */
const due = (nowMs: number): Breaker['state'] => ({ kind: 'open', sinceMs: nowMs, pauseMs: 0 });

/** When a session of this agent may be claimed; null while one is tried. 0 when at once. */
export function nextTryMs({ state }: Breaker): number | null {
  switch (state.kind) {
    case 'closed':
      return 0;
    case 'open':
      return state.sinceMs + state.pauseMs;
    case 'trying':
      return null;
    default:
      return state satisfies never;
  }
}

export const isPaused = (breaker: Breaker, nowMs: number): boolean => {
  const atMs = nextTryMs(breaker);
  return atMs === null || nowMs < atMs;
};

/** A session of this agent begins. Behind an open breaker it is the trial, also before its time: a person asked for it. */
export function afterBegin(breaker: Breaker, sessionId: string, nowMs: number): Breaker {
  if (breaker.state.kind !== 'open') return breaker;
  return { ...breaker, state: { kind: 'trying', sessionId, sinceMs: nowMs } };
}

/** The breaker after what a session said; the same object when that changes nothing. */
export function afterSign(
  breaker: Breaker,
  { sessionId, sign }: { sessionId: string; sign: BreakerSign },
  pauses: BreakerPauses,
  nowMs: number,
): Breaker {
  const { state } = breaker;
  const isTrial = state.kind === 'trying' && state.sessionId === sessionId;
  switch (sign.kind) {
    case 'failed':
      return afterFailed(breaker, { sessionId, failure: sign.failure, isTrial }, pauses, nowMs);
    case 'worked':
      // Whoever met the failure may get over it: a limit that was lifted, a login that was mended.
      return isTrial || state.kind === 'closed' || breaker.failedIn === sessionId ? worked(breaker) : breaker;
    case 'lasted':
      // The failures stay counted until one has worked: a trial that fails late goes on where the pauses were.
      return isTrial ? { ...breaker, state: { kind: 'closed' } } : breaker;
    case 'ended':
      return isTrial ? { ...breaker, state: due(nowMs) } : breaker;
    default:
      return sign satisfies never;
  }
}

/** Sessions that began before the breaker opened say nothing new: only the trial lengthens the pause. */
function afterFailed(
  breaker: Breaker,
  met: { sessionId: string; failure: AgentFailure; isTrial: boolean },
  pauses: BreakerPauses,
  nowMs: number,
): Breaker {
  if (met.sessionId === breaker.failedIn) return breaker;
  if (breaker.state.kind !== 'closed' && !met.isTrial) return breaker;
  const failures = breaker.failures + 1;
  return {
    failures,
    failure: met.failure,
    failedIn: met.sessionId,
    state: { kind: 'open', sinceMs: nowMs, pauseMs: pauseAfter(failures, pauses) },
  };
}

/** Who met the last failure stays known: its end, seen again after a restart, is not another one. */
const worked = (breaker: Breaker): Breaker =>
  isAtRest(breaker) ? breaker : { ...closedBreaker, failedIn: breaker.failedIn };

/** Nothing to remember. */
export const isAtRest = ({ failures, state }: Breaker): boolean => failures === 0 && state.kind === 'closed';

/** What was open before a restart: its pause goes on. A trial that is gone, or another boot, means that one is due. */
export function afterRestart(
  breaker: Breaker,
  { sameBoot, isKnown, nowMs }: { sameBoot: boolean; isKnown: (sessionId: string) => boolean; nowMs: number },
): Breaker {
  const { state } = breaker;
  if (state.kind === 'closed') return breaker;
  if (state.kind === 'trying' && isKnown(state.sessionId)) return breaker;
  if (state.kind === 'open' && sameBoot) return breaker;
  return { ...breaker, state: due(nowMs) };
}

/** What one look at a session says of its agent; null when nothing yet. */
export function signOf(
  seen: { cause: EndCause | null; turn: TurnFact; launchedAtMs: number | null },
  nowMs: number,
): BreakerSign | null {
  const failure = failureOf(seen.cause, seen.turn);
  if (failure !== null) return { kind: 'failed', failure };
  const { cause, turn, launchedAtMs } = seen;
  if (turn.state === 'completed' || cause?.kind === 'settled') return { kind: 'worked' };
  if (cause?.kind === 'exited' && cause.status === 0) return { kind: 'worked' };
  const isGoing = cause === null && turn.state !== 'failed' && launchedAtMs !== null;
  return isGoing && nowMs - launchedAtMs >= lastsAfterMs ? { kind: 'lasted' } : null;
}

function failureOf(cause: EndCause | null, turn: TurnFact): AgentFailure | null {
  if (cause?.kind === 'unauthorized') return { kind: 'unauthorized', message: cause.message };
  if (cause?.kind === 'not_started' && cause.reason === 'agent_unauthorized') {
    return { kind: 'unauthorized', message: cause.message };
  }
  if (turn.state !== 'failed' || turn.failure === 'other') return null;
  return { kind: turn.failure, message: turn.message };
}

/** Why nothing is claimed for an agent, and what ends that. */
export function pausedSentence(agent: string, failure: AgentFailure | null, nextTry: string | null): string {
  const met = failure?.kind === 'provider' ? "its model's API failed" : 'it could not authenticate';
  const said = failure === null ? '' : ` (${failure.message})`;
  const next = nextTry === null ? 'One request is being tried' : `One request is tried at ${nextTry}`;
  const mend = failure?.kind === 'unauthorized' ? ' Log in with its own command.' : '';
  return `No request is claimed for the agent ${agent}: ${met}${said}.${mend} ${next}; another at once by: planeguard retry ID.`;
}
