import type { WorkerHealth } from '../core/health.ts';
import type { Clock } from '../edge/clock.ts';
import { CallError } from '../edge/control-plane/call-error.ts';
import type { Log } from '../edge/log.ts';

export interface HealthNow {
  health: WorkerHealth;
  reason: string | null;
  /** Wall clock, milliseconds. */
  sinceMs: number;
}

/** The worker's health, from what its loops last met. */
export class HealthBook {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #troubles = new Map<string, { health: WorkerHealth; reason: string }>();
  #now: HealthNow;
  #registered = false;
  #lastSuccessMs: number | null = null;

  constructor(clock: Clock, log: Log) {
    this.#clock = clock;
    this.#log = log;
    this.#now = { health: 'starting', reason: null, sinceMs: clock.nowMs() };
  }

  registered(): void {
    this.#registered = true;
    this.#review();
  }

  /** This worker leaves on purpose. */
  stopping(): void {
    this.#now = { health: 'stopped', reason: null, sinceMs: this.#clock.nowMs() };
  }

  /** The control plane answered as it should. */
  succeeded(loop: string): void {
    this.#lastSuccessMs = this.#clock.nowMs();
    this.recovered(loop);
  }

  /** A pass went well, whether or not it asked the control plane. */
  recovered(loop: string): void {
    if (this.#troubles.delete(loop)) this.#review();
  }

  failed(loop: string, error: unknown): void {
    if (error instanceof CallError && error.failure === 'called_off') return;
    const trouble = troubleOf(error);
    const known = this.#troubles.get(loop);
    this.#troubles.set(loop, trouble);
    if (known?.reason !== trouble.reason) this.#log.warn({ loop, err: error }, trouble.reason);
    this.#review();
  }

  current(): HealthNow {
    return this.#now;
  }

  /** When the control plane last answered as it should; wall clock. */
  lastSuccessMs(): number | null {
    return this.#lastSuccessMs;
  }

  #review(): void {
    if (this.#now.health === 'stopped') return;
    const [trouble] = [...this.#troubles.values()].sort((a, b) => rank(a.health) - rank(b.health));
    const health = trouble?.health ?? (this.#registered ? 'healthy' : 'starting');
    const reason = trouble?.reason ?? null;
    if (health === this.#now.health && reason === this.#now.reason) return;
    this.#now = { health, reason, sinceMs: this.#clock.nowMs() };
  }
}

/** What a person must mend comes before what passes by itself. */
const order: readonly WorkerHealth[] = ['unauthorized', 'misconfigured', 'unreachable', 'degraded'];
const rank = (health: WorkerHealth): number => order.indexOf(health);

function troubleOf(error: unknown): { health: WorkerHealth; reason: string } {
  const reason = error instanceof Error ? error.message : String(error);
  if (!(error instanceof CallError)) return { health: 'degraded', reason };
  switch (error.failure) {
    case 'unauthorized':
    case 'misconfigured':
      return { health: error.failure, reason };
    case 'transient':
    case 'throttled':
    case 'called_off':
      return { health: 'unreachable', reason };
    case 'refused':
      return { health: 'misconfigured', reason };
    default:
      return error.failure satisfies never;
  }
}
