import { decideSession } from '../../src/core/decide/decide-session.ts';
import { judgeEnd, type PullRequestFact } from '../../src/core/end.ts';
import type { SessionHook } from '../../src/core/hook.ts';
import type { Reason } from '../../src/core/reason.ts';
import { mayMove } from '../../src/core/session.ts';
import type {
  Action,
  Decision,
  ExitFact,
  HookFact,
  ParentFact,
  SessionFacts,
  SessionMemory,
} from '../../src/core/session-facts.ts';
import type { TurnFact } from '../../src/core/turn.ts';
import { newMemory, policy } from './session-facts.ts';

/** What may happen to a session from outside, or to the worker that looks after it. */
export type ModelEvent =
  | { type: 'time_passes'; ms: number }
  | { type: 'renewed' }
  | { type: 'lease_lost'; why: 'fenced' | 'gone' }
  | { type: 'cancelled'; reason: Reason }
  | { type: 'control_plane'; answers: boolean }
  | { type: 'forge'; says: PullRequestFact }
  | { type: 'exits'; receipt: 'legible' | 'unreadable' | 'none' }
  | { type: 'probe_fails'; fails: boolean }
  | { type: 'turn'; turn: TurnFact }
  | { type: 'shows_something' }
  | { type: 'types'; when: 'now' | 'unknown' | 'nobody' }
  | { type: 'command'; what: 'pr_create' | 'finish' | 'ask' }
  | { type: 'action_fails'; fails: boolean }
  | { type: 'stop_proves'; proves: boolean }
  | { type: 'hook'; ends: HookFact }
  | { type: 'worker_restarts' };

const stopAfterMs = 1_800_000;

/** The world around one session; applies to its memory what the worker's actions do, and nothing else. */
export class ModelSession {
  nowMs = 0;
  memory: SessionMemory;
  /** What is true, whatever can be seen of it. */
  agent: 'never' | 'lives' | 'gone' = 'never';
  launches = 0;
  acknowledged = 0;
  hooksBegun: SessionHook[] = [];
  broken: string[] = [];
  #hook: HookFact = { kind: 'not_started' };
  #exit: ExitFact = { kind: 'none' };
  #probeFails = false;
  #turn: TurnFact = { state: 'unknown' };
  #quietSinceMs = 0;
  #lastTypedMs: SessionFacts['lastTypedMs'] = null;
  #spool: ('pr_create' | 'finish' | 'ask')[] = [];
  #failingSinceMs: number | null = null;
  #failing: SessionFacts['failing'] = null;
  #notBefore: SessionFacts['notBefore'] = {};
  #leaseDeadlineMs: number | null = null;
  #answers = true;
  #forge: PullRequestFact = 'none';
  #actionFails = false;
  #stopProves = true;
  #stopTries = 0;

  /** @param hooks that its repository has. */
  constructor(hooks: readonly SessionHook[] = []) {
    const due = { startedAtMs: null, over: false, problem: null };
    this.memory = { ...newMemory, hooks: Object.fromEntries(hooks.map((name) => [name, due])) };
  }

  facts(): SessionFacts {
    return {
      memory: this.memory,
      parent: this.#parent(),
      exit: this.#exit,
      watch: 'alive',
      hook: this.#hook,
      turn: this.#turn,
      quietSinceMs: this.#quietSinceMs,
      idleSinceMs: this.#quietSinceMs,
      lastTypedMs: this.#lastTypedMs,
      commands: { pending: this.#spool.length, failingSinceMs: this.#failingSinceMs },
      failing: this.#failing,
      notBefore: this.#notBefore,
      leaseDeadlineMs: this.#leaseDeadlineMs,
    };
  }

  #parent(): ParentFact {
    if (this.agent === 'never') return 'not_started';
    if (this.#probeFails) return 'unknown';
    return this.agent === 'lives' ? 'alive' : 'dead';
  }

  happens(event: ModelEvent): void {
    switch (event.type) {
      case 'time_passes':
        this.nowMs += event.ms;
        return;
      case 'renewed':
        this.#renew();
        return;
      case 'lease_lost':
        if (this.#answers) this.#update({ lostLease: this.memory.lostLease ?? event.why });
        return;
      case 'cancelled':
        this.#update({ cancelled: this.memory.cancelled ?? event.reason });
        return;
      case 'control_plane':
        this.#answers = event.answers;
        return;
      case 'forge':
        this.#forge = event.says;
        return;
      case 'exits':
        this.#exits(event.receipt);
        return;
      case 'probe_fails':
        this.#probeFails = event.fails;
        return;
      case 'turn':
        this.#turn = event.turn;
        return;
      case 'shows_something':
        this.#quietSinceMs = this.nowMs;
        return;
      case 'types':
        this.#lastTypedMs = { now: this.nowMs, unknown: 'unknown' as const, nobody: null }[event.when];
        return;
      case 'command':
        if (this.agent === 'lives') this.#spool.push(event.what);
        return;
      case 'action_fails':
        this.#actionFails = event.fails;
        return;
      case 'stop_proves':
        this.#stopProves = event.proves;
        return;
      case 'hook':
        if (this.#hook.kind === 'running') this.#hook = event.ends;
        return;
      case 'worker_restarts':
        this.#restart();
        return;
      default:
        event satisfies never;
    }
  }

  #renew(): void {
    if (!this.#answers || this.memory.lostLease !== null) return;
    this.#leaseDeadlineMs = this.nowMs + stopAfterMs;
    this.#update({ confirmed: true });
  }

  #exits(receipt: 'legible' | 'unreadable' | 'none'): void {
    if (this.agent !== 'lives') return;
    this.agent = 'gone';
    if (receipt === 'legible') this.#exit = { kind: 'exited', status: 0 };
    if (receipt === 'unreadable') this.#exit = { kind: 'unreadable' };
  }

  /** The journal and the host stay; what only the process knew is gone. */
  #restart(): void {
    this.#notBefore = {};
    this.#failingSinceMs = null;
    this.#failing = null;
    this.#stopTries = 0;
    this.#leaseDeadlineMs = null;
    this.#quietSinceMs = this.nowMs;
  }

  /** One look, one decision, and its effect. */
  pass(): Decision {
    const decision = decideSession(this.facts(), this.nowMs, policy);
    if (decision.kind === 'act') this.#try(decision.action);
    return decision;
  }

  /** A step that throws is told, and decided again; also one that nobody at the control plane answers. */
  #try(action: Action): void {
    const asks = action.type === 'acknowledge_launch' || action.type === 'report_end';
    const fails = this.#actionFails || (asks && !this.#answers);
    if (!fails) this.#act(action);
    this.#failing = fails ? { sinceMs: this.#failing?.sinceMs ?? this.nowMs, message: 'It failed.' } : null;
  }

  #act(action: Action): void {
    switch (action.type) {
      case 'prepare':
        this.#update({ prepared: true });
        return;
      case 'run_hook':
        this.#runHook(action.name);
        return;
      case 'end_hook':
        this.#endHook(action.name, action.outcome.kind === 'exited' && action.outcome.status === 0);
        return;
      case 'launch':
        if (this.#hook.kind === 'running') this.broken.push('launched while a hook ran');
        this.#update({ state: 'launching', launchedAtMs: this.nowMs });
        this.launches += 1;
        this.agent = 'lives';
        return;
      case 'acknowledge_launch':
        this.#acknowledge();
        return;
      case 'carry_out_commands':
        this.#carryOut();
        return;
      case 'remind':
        this.#update({ remindedAtMs: this.nowMs });
        return;
      case 'begin_ending':
        if (this.memory.cause === null) this.#update({ state: 'ending', cause: action.cause });
        return;
      case 'stop_agent':
        this.agent = this.agent === 'lives' ? 'gone' : this.agent;
        this.#update({ agentStopped: true });
        return;
      case 'stop':
        this.#stop();
        return;
      case 'judge':
        this.#judge();
        return;
      case 'restore_watch':
        return;
      case 'report_end':
        this.#update({ reported: true });
        return;
      case 'begin_cleaning':
        this.#update({ state: 'cleaning' });
        return;
      case 'keep_uncleaned':
      case 'clean':
        this.#update({ state: 'ended' });
        return;
      default:
        action satisfies never;
    }
  }

  #runHook(name: SessionHook): void {
    const hook = this.memory.hooks[name];
    if (hook === undefined || hook.startedAtMs !== null) return;
    if (this.agent === 'lives') this.broken.push(`${name} beside the agent`);
    this.hooksBegun.push(name);
    this.#hook = { kind: 'running' };
    this.#update({ hooks: { ...this.memory.hooks, [name]: { ...hook, startedAtMs: this.nowMs } } });
  }

  #endHook(name: SessionHook, succeeded: boolean): void {
    this.#hook = { kind: 'not_started' };
    const over = { startedAtMs: this.nowMs, over: true, problem: succeeded ? null : 'It failed.' };
    this.#update({ hooks: { ...this.memory.hooks, [name]: over } });
  }

  #acknowledge(): void {
    this.acknowledged += 1;
    this.#update({ state: 'live' });
  }

  #carryOut(): void {
    for (const command of [...this.#spool]) {
      if (command === 'pr_create' && !this.#answers) {
        this.#notBefore.carry_out_commands = this.nowMs + 2_000;
        this.#failingSinceMs ??= this.nowMs;
        return;
      }
      this.#spool.shift();
      this.#failingSinceMs = null;
      this.#quietSinceMs = this.nowMs;
      if (command === 'pr_create') this.#update({ published: true });
      if (command === 'finish') this.#update({ noChange: 'All is well.' });
      if (command === 'ask') this.#update({ question: 'Which one?' });
    }
  }

  #stop(): void {
    this.#stopTries += 1;
    if (!this.#stopProves && this.#stopTries < 5) {
      this.#notBefore.stop = this.nowMs + 1_000;
      return;
    }
    if (this.#stopProves && this.agent === 'lives') this.agent = 'gone';
    this.#hook = { kind: 'not_started' };
    this.#update({ stopped: true });
  }

  #judge(): void {
    if (this.memory.cause === null) return;
    const judgement = judgeEnd({
      cause: this.memory.cause,
      cancelledSince: this.memory.cancelled,
      pullRequest: this.#pullRequest(),
      noChange: this.memory.noChange,
      refusal: null,
      warning: null,
      verifyingForMs: this.nowMs - (this.memory.verifyingSinceMs ?? this.nowMs),
      verifyLimitMs: policy.verifyLimitMs,
    });
    if (judgement.kind === 'ended') {
      this.#update({ judged: true });
      return;
    }
    this.#notBefore.judge = this.nowMs + 5_000;
    this.#update({ verifyingSinceMs: this.memory.verifyingSinceMs ?? this.nowMs });
  }

  #pullRequest(): PullRequestFact {
    if (this.memory.published) return this.#forge === 'none' ? 'open' : this.#forge;
    return this.#failingSinceMs === null ? 'none' : 'unknown';
  }

  /** Notes every change that the tables do not allow. */
  #update(change: Partial<SessionMemory>): void {
    const before = this.memory;
    const after = { ...before, ...change };
    if (after.state !== before.state && !mayMove(before.state, after.state)) {
      this.broken.push(`${before.state} to ${after.state}`);
    }
    if (before.cause !== null && after.cause !== before.cause) this.broken.push('the cause changed');
    if (after.reported && !after.stopped) this.broken.push('reported before it was stopped');
    if (after.state === 'cleaning' && !after.reported) this.broken.push('cleaned before it was reported');
    this.memory = after;
  }
}
