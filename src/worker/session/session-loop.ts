import { activityOf } from '../../core/activity.ts';
import { decideSession } from '../../core/decide/decide-session.ts';
import { doubtDeathsForMs } from '../../core/decide/mass-death.ts';
import { type LoopProgress, longPassMs } from '../../core/loop-progress.ts';
import type { Activity } from '../../core/session.ts';
import {
  type Action,
  type Decision,
  type SessionFacts,
  type SessionPolicy,
  waitUntil,
} from '../../core/session-facts.ts';
import { type DoorbellListener, listenDoorbell } from '../../edge/doorbell.ts';
import { Loop, type Say } from '../../edge/loop.ts';
import { act } from '../act/act.ts';
import { lastTypedMs, observe } from './observe.ts';
import type { Session } from './session.ts';

/** At most this long between two looks at a session: the relist is the truth, events only make it sooner. */
const longestRelistMs = 5_000;
const shortestRelistMs = 100;

export interface SessionListener {
  ended(session: Session): void;
  /** Each look, whatever follows from it. */
  looked(session: Session, facts: SessionFacts): void;
  activityChanged(): void;
  /** Whether a session that has vanished may not be believed to be dead yet. */
  doubtsDeaths(): boolean;
}

/** Looks, decides, acts; one action at a time, until there is nothing to do but wait. */
export class SessionLoop {
  readonly session: Session;
  readonly #policy: SessionPolicy;
  readonly #loop: Loop;
  readonly #listener: SessionListener;
  #doorbell: DoorbellListener | null = null;
  #activity: { name: Activity | null; sinceMs: number };

  constructor(session: Session, policy: SessionPolicy, listener: SessionListener) {
    const { clock } = session.context;
    this.session = session;
    this.#policy = policy;
    this.#listener = listener;
    this.#activity = { name: null, sinceMs: clock.nowMs() };
    this.#loop = new Loop({
      name: `session ${session.id}`,
      clock,
      doing: 'looking',
      passWithinMs: longPassMs + session.context.config.session.graceMs,
      pass: (signal, say) => this.#pass(signal, say),
      onError: (error) => session.failed(error),
    });
    session.wake = () => this.notify();
  }

  start(): this {
    this.#loop.start();
    return this;
  }

  notify(): void {
    this.#loop.notify();
  }

  /** One more look, to its end. */
  again(): Promise<void> {
    return this.#loop.again();
  }

  /** What it would do now; nothing is done. */
  decideNow(): Promise<Decision> {
    return this.#decide(observe(this.session));
  }

  /** Stops looking. The session itself is left as it is. */
  async stop(): Promise<void> {
    this.session.leave();
    await this.#loop.stop();
    this.#doorbell?.close();
  }

  /** What it is doing, and since when (wall clock). */
  activity(): { name: Activity | null; sinceMs: number } {
    return this.#activity;
  }

  progress(): LoopProgress {
    return this.#loop.progress();
  }

  async #pass(signal: AbortSignal, say: Say): Promise<number | 'over'> {
    while (!signal.aborted && this.session.record.state !== 'ended') {
      this.#listen();
      const facts = observe(this.session);
      this.#show(facts);
      this.#listener.looked(this.session, facts);
      const decision = await this.#decide(facts);
      if (decision.kind !== 'act') return this.#waitMs(decision);
      say(decision.action.type.replaceAll('_', ' '));
      const before = this.session.record;
      await this.#act(decision.action);
      if (this.session.record === before) return shortestRelistMs;
    }
    if (this.session.record.state !== 'ended') return longestRelistMs;
    this.#leave();
    return 'over';
  }

  async #act(action: Action): Promise<void> {
    this.session.context.log.debug({ session: this.session.id, action }, 'acting');
    await act(this.session, action);
    this.session.failing = null;
  }

  #leave(): void {
    this.#doorbell?.close();
    this.#doorbell = null;
    this.#listener.ended(this.session);
  }

  /** Whether somebody types is asked of tmux only when the answer matters. */
  async #decide(facts: SessionFacts): Promise<Decision> {
    const nowMs = this.session.context.clock.bootMs();
    const decision = decideSession(facts, nowMs, this.#policy);
    if (endsByVanishing(decision) && this.#listener.doubtsDeaths())
      return waitUntil(nowMs + doubtDeathsForMs);
    if (!endsByQuiet(decision)) return decision;
    const typed = await lastTypedMs(this.session);
    return decideSession({ ...facts, lastTypedMs: typed }, nowMs, this.#policy);
  }

  #waitMs(decision: Decision): number {
    const relistMs = Math.min(longestRelistMs, this.#policy.settleAfterMs / 4);
    const nowMs = this.session.context.clock.bootMs();
    const untilMs = decision.kind === 'wait' ? decision.untilMs - nowMs : longestRelistMs;
    return Math.max(shortestRelistMs, Math.min(relistMs, untilMs));
  }

  #show(facts: SessionFacts): void {
    const name = activityOf(facts);
    if (name === this.#activity.name) return;
    this.#activity = { name, sinceMs: this.session.context.clock.nowMs() };
    this.#listener.activityChanged();
  }

  /** The FIFO exists from the launch on. Without it the relist alone notices what happens. */
  #listen(): void {
    if (this.#doorbell || this.session.record.launchedAtMs === null) return;
    this.#doorbell = listenDoorbell(this.session.paths.doorbell, () => this.notify());
  }
}

function endsByQuiet(decision: Decision): boolean {
  if (decision.kind !== 'act') return false;
  const { action } = decision;
  if (action.type === 'remind') return true;
  return action.type === 'begin_ending' && ['settled', 'stalled', 'turn_failed'].includes(action.cause.kind);
}

/** What the parent's death alone says; an exit receipt is beyond doubt. */
function endsByVanishing(decision: Decision): boolean {
  if (decision.kind !== 'act' || decision.action.type !== 'begin_ending') return false;
  const { cause } = decision.action;
  return cause.kind === 'lost' || (cause.kind === 'exited' && cause.status === null);
}
