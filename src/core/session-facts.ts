import type { EndCause } from './end.ts';
import type { HookOutcome, SessionHook } from './hook.ts';
import type { Reason } from './reason.ts';
import type { SessionState } from './session.ts';
import type { TurnFact } from './turn.ts';

/** What the worker's journal says of a session: its own decisions, never the effects. */
export interface SessionMemory {
  state: SessionState;
  /** The workspace was prepared; launching needs nothing more than the lease. */
  prepared: boolean;
  /** The control plane has acknowledged a renewal of this lease. */
  confirmed: boolean;
  lostLease: 'fenced' | 'gone' | null;
  cancelled: Reason | null;
  /** Set with state `ending`, never changed. */
  cause: EndCause | null;
  /** This attempt has published its work; a pull request of an earlier one does not count. */
  published: boolean;
  noChange: string | null;
  /** A question the agent asked and nobody has answered by a new turn. */
  question: string | null;
  /** Boot-clock milliseconds; null before. */
  launchedAtMs: number | null;
  remindedAtMs: number | null;
  verifyingSinceMs: number | null;
  /** Hooks that this session is to run. */
  hooks: { readonly [name in SessionHook]?: HookMemory | undefined };
  hookTimeoutMs: number;
  /** The agent and all that it left were ended, and afterRun may work where they did. */
  agentStopped: boolean;
  stopped: boolean;
  judged: boolean;
  reported: boolean;
}

export interface HookMemory {
  /** Boot-clock milliseconds; null before. */
  startedAtMs: number | null;
  over: boolean;
  /** Why it failed; null when it did not. */
  problem: string | null;
}

/** What was seen of the hook that is under way; `vanished`: dead without having said how it ended. */
export type HookFact =
  | { kind: 'not_started' | 'running' | 'unknown' }
  | { kind: 'vanished' }
  | { kind: 'exited'; status: number };

/** `without_terminal`: it lives, but the tmux server that started it is gone for good. */
export type ParentFact = 'not_started' | 'alive' | 'without_terminal' | 'dead' | 'unknown';
export type ExitFact = { kind: 'none' } | { kind: 'unreadable' } | { kind: 'exited'; status: number | null };

/** The guard's watch, which stops the session at its deadline when nobody renews it. */
export type WatchFact = 'alive' | 'dead' | 'unknown' | 'stopped_the_session';

/** What was seen in one look. Times are boot-clock milliseconds. */
export interface SessionFacts {
  memory: SessionMemory;
  /** The guard's parent, which runs the agent. */
  parent: ParentFact;
  exit: ExitFact;
  watch: WatchFact;
  hook: HookFact;
  turn: TurnFact;
  /** When the terminal, the agent's record, or a command of it last showed something. */
  quietSinceMs: number;
  /** The same without the terminal, where the agent keeps a record: one that hangs may go on spinning. */
  idleSinceMs: number;
  /** When a person last typed in the terminal; null if nobody is attached, unknown if tmux cannot be asked. */
  lastTypedMs: number | null | 'unknown';
  /** Commands of the agent that wait in the spool, and since when they could not be carried out. */
  commands: { pending: number; failingSinceMs: number | null };
  /** What the last actions failed with, and since when; null after one that succeeded. */
  failing: { sinceMs: number; message: string } | null;
  /** Actions that asked to be tried again, not before this time. */
  notBefore: { carry_out_commands?: number; restore_watch?: number; stop?: number; judge?: number };
  /** When this session must be over unless its lease is renewed. */
  leaseDeadlineMs: number | null;
}

export interface SessionPolicy {
  settleAfterMs: number;
  stallAfterMs: number;
  maxDurationMs: number;
  readyWithinMs: number;
  /** How long an unreachable remote may delay the judgement. */
  verifyLimitMs: number;
}

export type Action =
  | { type: 'prepare' }
  | { type: 'run_hook'; name: SessionHook }
  | { type: 'end_hook'; name: SessionHook; outcome: HookOutcome }
  | { type: 'launch' }
  | { type: 'acknowledge_launch' }
  | { type: 'restore_watch' }
  | { type: 'carry_out_commands' }
  | { type: 'remind' }
  | { type: 'begin_ending'; cause: EndCause }
  | { type: 'stop_agent' }
  | { type: 'stop' }
  | { type: 'judge' }
  | { type: 'report_end' }
  | { type: 'begin_cleaning' }
  | { type: 'clean' }
  | { type: 'keep_uncleaned'; message: string };

/** A decider's word: do this now, look again at that time, or nothing to say. */
export type Decision =
  | { kind: 'act'; action: Action }
  | { kind: 'wait'; untilMs: number }
  | { kind: 'nothing' };

export const act = (action: Action): Decision => ({ kind: 'act', action });
export const waitUntil = (untilMs: number): Decision => ({ kind: 'wait', untilMs });
export const nothing: Decision = { kind: 'nothing' };
