import type { WorkerHealth } from '../core/health.ts';
import type { Clock } from '../edge/clock.ts';
import { CallError, type CallFailure } from '../edge/control-plane/call-error.ts';
import type { Log } from '../edge/log.ts';

export interface HealthNow {
  health: WorkerHealth;
  /** Says what is wrong, where, and what was found there. */
  reason: string | null;
  /** Since when it has this health; wall clock, milliseconds. */
  sinceMs: number;
}

/** What the worker knows of its control plane, for the reasons. */
export interface HealthSources {
  clock: Clock;
  log: Log;
  url: () => string;
  /** Whether there is one that can be read. */
  hasToken: () => boolean;
  /** Hears how each pass went that asked the control plane. */
  onCall?: (result: CallFailure | 'answered') => void;
}

interface Trouble {
  health: WorkerHealth;
  reason: string;
  error: unknown;
}

/** So many different reasons of one health are logged. */
const mostReasons = 20;

/** The worker's health, from what its loops last met. Each change is one line of the log, however often it is tried. */
export class HealthBook {
  readonly #sources: HealthSources;
  readonly #troubles = new Map<string, Trouble>();
  #now: HealthNow;
  #registered = false;
  #draining = false;
  #lastSuccessMs: number | null = null;
  /** Reasons that were logged since the health last changed. */
  #logged = new Set<string | null>();

  constructor(sources: HealthSources) {
    this.#sources = sources;
    this.#now = { health: 'starting', reason: null, sinceMs: sources.clock.nowMs() };
  }

  /** The control plane has answered, and knows this worker. */
  registered(): void {
    this.#registered = true;
    this.#lastSuccessMs = this.#sources.clock.nowMs();
    this.#review();
  }

  /** A person wants nothing more to be claimed. */
  draining(draining: boolean): void {
    this.#draining = draining;
    this.#review();
  }

  /** This worker leaves on purpose. */
  stopping(): void {
    this.#now = { health: 'stopped', reason: null, sinceMs: this.#sources.clock.nowMs() };
  }

  /** The control plane answered as it should. */
  succeeded(loop: string): void {
    this.#lastSuccessMs = this.#sources.clock.nowMs();
    this.#sources.onCall?.('answered');
    this.recovered(loop);
  }

  /** A pass went well, whether or not it asked the control plane. */
  recovered(loop: string): void {
    if (this.#troubles.delete(loop)) this.#review();
  }

  failed(loop: string, error: unknown): void {
    if (error instanceof CallError && error.failure === 'called_off') return;
    if (error instanceof CallError) this.#sources.onCall?.(error.failure);
    this.#troubles.set(loop, this.#troubleOf(error));
    this.#review();
  }

  current(): HealthNow {
    return this.#now;
  }

  /** What a loop last met; null when its last pass went well. */
  troubleOf(loop: string): WorkerHealth | null {
    return this.#troubles.get(loop)?.health ?? null;
  }

  /** When the control plane last answered as it should; wall clock. */
  lastSuccessMs(): number | null {
    return this.#lastSuccessMs;
  }

  #review(): void {
    if (this.#now.health === 'stopped') return;
    const [worst] = [...this.#troubles].sort(([, a], [, b]) => rank(a.health) - rank(b.health));
    const [loop, trouble] = worst ?? [null, null];
    const health = trouble?.health ?? this.#untroubled();
    const reason = trouble?.reason ?? (health === 'draining' ? drained : null);
    const { health: before, sinceMs } = this.#now;
    if (health !== before) this.#logged = new Set();
    this.#now = { health, reason, sinceMs: health === before ? sinceMs : this.#sources.clock.nowMs() };
    this.#logOnce({ loop, before, err: trouble?.error });
  }

  #untroubled(): WorkerHealth {
    if (!this.#registered) return 'starting';
    return this.#draining ? 'draining' : 'healthy';
  }

  /** A flapping reason (refused, no answer, refused) is not news each time. */
  #logOnce(about: { loop: string | null; before: WorkerHealth; err: unknown }): void {
    const { health, reason } = this.#now;
    if (health === about.before && (reason === null || this.#logged.size >= mostReasons)) return;
    if (this.#logged.has(reason)) return;
    this.#logged.add(reason);
    const { log } = this.#sources;
    if (reason === null) log.info({ health, before: about.before }, `the worker is ${health}`);
    else log.warn({ health, ...about }, reason);
  }

  #troubleOf(error: unknown): Trouble {
    const message = error instanceof Error ? error.message : String(error);
    const health = healthOf(error);
    return { health, reason: health === 'unauthorized' ? this.#unauthorized(message) : message, error };
  }

  #unauthorized(message: string): string {
    const { url, hasToken } = this.#sources;
    const found = hasToken() ? message : 'Its token is missing, empty or cannot be read.';
    return `The control plane at ${url()} does not accept this worker. ${found} Nothing is claimed; the token is read anew at each try.`;
  }
}

const drained = 'It claims nothing more, and its sessions finish. Undo: planeguard worker drain --off';

/** What a person must mend comes before what passes by itself. */
const order: readonly WorkerHealth[] = ['unauthorized', 'misconfigured', 'unreachable', 'degraded'];
const rank = (health: WorkerHealth): number => order.indexOf(health);

function healthOf(error: unknown): WorkerHealth {
  if (!(error instanceof CallError)) return 'degraded';
  switch (error.failure) {
    case 'unauthorized':
    case 'misconfigured':
      return error.failure;
    case 'transient':
    case 'throttled':
    case 'called_off':
      return 'unreachable';
    case 'refused':
      return 'misconfigured';
    default:
      return error.failure satisfies never;
  }
}
