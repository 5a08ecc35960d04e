import { z } from 'zod';
import type { ConnectionPolicy } from '../../core/connection-policy.ts';
import type { Clock } from '../clock.ts';
import { Loop, type Rest } from '../loop.ts';
import { CallError } from './call-error.ts';
import type { Caller, CallListener } from './caller.ts';

type ProbePolicy = Pick<ConnectionPolicy, 'probeEveryMs' | 'probeWithinMs'>;

export interface WatchOptions {
  clock: Clock;
  /** The control plane answers again, or the token is another one: what failed may be tried at once. */
  onBack: () => void;
  /** That of the caller if absent. */
  policy?: ProbePolicy;
}

type State =
  | { kind: 'there' }
  /** `seen` once a probe has failed too: only then its success says that something has changed. */
  | { kind: 'away'; seen: boolean }
  /** With the token that is not accepted. */
  | { kind: 'unauthorized'; token: string | null };

const nothingToDoMs = 3_600_000;

/**
 * Hears how every call goes. While the control plane is away it asks a cheap route every second or few; when that answers, calls under way on old connections are called off, and everybody may try again.
 */
export class ConnectionWatch implements CallListener {
  /** What it does, as a loop among the others. */
  readonly loop: Loop;
  readonly #caller: Caller;
  readonly #options: WatchOptions;
  #state: State = { kind: 'there' };

  constructor(caller: Caller, options: WatchOptions) {
    this.#caller = caller;
    this.#options = options;
    this.loop = new Loop({
      name: 'connection',
      clock: options.clock,
      doing: 'looking whether the control plane is back',
      waiting: 'waiting for a call to fail',
      onError: (error) => this.#missed(error),
      retryMs: () => this.#policy().probeEveryMs,
      pass: (signal) => this.#pass(signal),
    });
    caller.listen(this);
  }

  answered(): void {
    const before = this.#state;
    this.#state = { kind: 'there' };
    if (before.kind === 'away' && before.seen) this.#back();
  }

  failed({ failure }: CallError): void {
    if (failure === 'refused') this.answered();
    else if (failure === 'transient' || failure === 'misconfigured')
      this.#turn({ kind: 'away', seen: false });
    else if (failure === 'unauthorized') this.#turn({ kind: 'unauthorized', token: this.#caller.token() });
  }

  #turn(state: State): void {
    if (this.#state.kind === state.kind) return;
    this.#state = state;
    this.loop.notify();
  }

  async #pass(signal: AbortSignal): Promise<Rest> {
    const { kind } = this.#state;
    if (kind === 'away') return this.#probe(signal);
    if (kind === 'there') return nothingToDoMs;
    if (this.#hasOtherToken()) this.#back();
    return { waitMs: this.#policy().probeEveryMs, waiting: 'waiting for another token' };
  }

  /** A success is heard by `answered`, as that of any other call. */
  async #probe(signal: AbortSignal): Promise<Rest> {
    const { probeEveryMs, probeWithinMs: withinMs } = this.#policy();
    const { clock } = this.#options;
    const startedMs = clock.monotonicMs();
    try {
      await this.#caller.call({ method: 'GET', path: '/healthz', withinMs, signal, answer: z.unknown() });
      return nothingToDoMs;
    } catch (error) {
      this.#missed(error);
      return {
        waitMs: Math.max(0, probeEveryMs - (clock.monotonicMs() - startedMs)),
        waiting: waitingFor(error),
      };
    }
  }

  #missed(error: unknown): void {
    if (error instanceof CallError && error.failure === 'called_off') return;
    if (this.#state.kind === 'away') this.#state = { kind: 'away', seen: true };
  }

  #hasOtherToken(): boolean {
    const state = this.#state;
    if (state.kind !== 'unauthorized' || state.token === this.#caller.token()) return false;
    this.#state = { kind: 'there' };
    return true;
  }

  #back(): void {
    // In this order: if that fails, the call that brought the news has failed too, and it is told again.
    this.#options.onBack();
    this.#caller.callOff();
  }

  #policy(): ProbePolicy {
    return this.#options.policy ?? this.#caller.policy();
  }
}

const waitingFor = (error: unknown): string =>
  error instanceof Error ? error.message.replace(/\.$/, '') : String(error);
