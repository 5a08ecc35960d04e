import type { Clock } from '../clock.ts';
import { CallError } from './call-error.ts';

/** What a call is about, as far as a throttle is concerned. */
interface Asked {
  method: string;
  path: string;
}

/** Keeps calls back that the control plane does not want yet. A pause holds for the route that asked for it. */
export class Throttles {
  readonly #clock: Clock;
  /** Boot clock, milliseconds. */
  readonly #notBeforeMs = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @throws CallError `throttled` with what is left of the pause; nobody is asked. */
  check(call: Asked, url: string): void {
    const leftMs = (this.#notBeforeMs.get(nameOf(call)) ?? 0) - this.#clock.bootMs();
    if (leftMs <= 0) return;
    const detail = `The control plane at ${url} asked for a pause: ${Math.ceil(leftMs / 1_000)} s are left.`;
    throw new CallError('unavailable', detail, { failure: 'throttled', retryAfterMs: leftMs });
  }

  remember(call: Asked, { retryAfterMs, failure }: CallError): void {
    const nowMs = this.#clock.bootMs();
    for (const [name, untilMs] of this.#notBeforeMs) if (untilMs <= nowMs) this.#notBeforeMs.delete(name);
    if (failure === 'throttled' && retryAfterMs !== null)
      this.#notBeforeMs.set(nameOf(call), nowMs + retryAfterMs);
  }
}

const nameOf = ({ method, path }: Asked): string => `${method} ${path}`;
