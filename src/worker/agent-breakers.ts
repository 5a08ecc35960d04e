import {
  afterBegin,
  afterRestart,
  afterSign,
  type Breaker,
  type BreakerSign,
  closedBreaker,
  isAtRest,
  isPaused,
  nextTryMs,
  pausedSentence,
} from '../core/breaker.ts';
import { isoTime } from '../edge/clock.ts';
import { ProblemError } from '../protocol/problem.ts';
import type { PausedAgent } from '../protocol/worker.ts';
import type { WorkerContext } from './context.ts';
import type { HealthBook } from './health-book.ts';

type Parts = Pick<WorkerContext, 'journal' | 'clock' | 'bootId' | 'config'>;

/** Which agents nothing is claimed for, because their login or their model's API failed. Kept in the journal. */
export class AgentBreakers {
  readonly #parts: Parts;
  readonly #health: HealthBook;
  readonly #breakers = new Map<string, Breaker>();
  /** A session shows the same at each look: it counts once. */
  readonly #lastSigns = new Map<string, BreakerSign['kind']>();
  #changed = new AbortController();

  constructor(parts: Parts, health: HealthBook) {
    this.#parts = parts;
    this.#health = health;
  }

  /** Takes up what an earlier process has left. @param isKnown whether a session is still looked after. */
  takeUp(isKnown: (sessionId: string) => boolean): void {
    const { journal, bootId, clock } = this.#parts;
    for (const { agent, bootId: before, breaker } of journal.breakers()) {
      const restart = { sameBoot: before === bootId, isKnown, nowMs: clock.bootMs() };
      this.#set(agent, afterRestart(breaker, restart));
    }
  }

  /** A session begins. */
  began(agent: string, sessionId: string): void {
    this.#set(agent, afterBegin(this.#of(agent), sessionId, this.#parts.clock.bootMs()));
  }

  /** What a look at a session says of its agent. */
  told(agent: string, sessionId: string, sign: BreakerSign): void {
    if (this.#lastSigns.get(sessionId) === sign.kind) return;
    this.#lastSigns.set(sessionId, sign.kind);
    if (sign.kind === 'ended') this.#lastSigns.delete(sessionId);
    const { config, clock } = this.#parts;
    this.#set(agent, afterSign(this.#of(agent), { sessionId, sign }, config.breaker, clock.bootMs()));
  }

  /** Agents that nothing is claimed for now. */
  paused(): string[] {
    const nowMs = this.#parts.clock.bootMs();
    return [...this.#breakers].flatMap(([agent, breaker]) => (isPaused(breaker, nowMs) ? [agent] : []));
  }

  /** How long until one of them may be tried; infinite when time alone brings none. */
  nextTryInMs(): number {
    const nowMs = this.#parts.clock.bootMs();
    const waits = [...this.#breakers.values()].flatMap((breaker) => nextTryMs(breaker) ?? []);
    return Math.min(...waits.flatMap((atMs) => (atMs > nowMs ? [atMs - nowMs] : [])));
  }

  /** Aborts when a claim that waits would ask for something else by now. */
  changed(): AbortSignal {
    return this.#changed.signal;
  }

  /** For people. */
  list(): PausedAgent[] {
    return [...this.#breakers].flatMap(([agent, breaker]) => this.#view(agent, breaker) ?? []);
  }

  #of(agent: string): Breaker {
    return this.#breakers.get(agent) ?? closedBreaker;
  }

  #set(agent: string, next: Breaker): void {
    if (next === this.#of(agent)) return;
    const { journal, bootId } = this.#parts;
    if (isAtRest(next)) journal.dropBreaker(agent);
    else journal.saveBreaker({ agent, bootId, breaker: next });
    this.#breakers.set(agent, next);
    this.#tell(agent, next);
    this.#changed.abort();
    this.#changed = new AbortController();
  }

  #tell(agent: string, breaker: Breaker): void {
    const view = this.#view(agent, breaker);
    if (view === null) return this.#health.recovered(`agent ${agent}`);
    const reason = pausedSentence(agent, breaker.failure, view.nextTryAt);
    this.#health.failed(`agent ${agent}`, new ProblemError('misconfigured', reason));
  }

  #view(agent: string, breaker: Breaker): PausedAgent | null {
    const { state, failure, failures } = breaker;
    if (state.kind === 'closed' || failure === null) return null;
    const { clock } = this.#parts;
    const wall = (bootMs: number) => isoTime(clock.nowMs() - clock.bootMs() + bootMs);
    const tryMs = nextTryMs(breaker);
    const nextTryAt = tryMs === null ? null : wall(tryMs);
    return { agent, ...failure, failures, since: wall(state.sinceMs), nextTryAt };
  }
}
