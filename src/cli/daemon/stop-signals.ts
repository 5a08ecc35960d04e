import type { Clock } from '../../edge/clock.ts';
import { goOnWithoutReaders } from '../output/without-readers.ts';

/** TERM keeps sessions (service managers, a terminal that is closed). INT is Ctrl-C. USR2 is `planeguard down`. */
export type StopSignal = 'SIGINT' | 'SIGTERM' | 'SIGUSR2';

/** The signals that end a daemon, in the order in which they came. Nothing else ends it: not a lost terminal either. */
export class StopSignals {
  readonly #clock: Clock;
  readonly #waiting: StopSignal[] = [];
  #arrived = new AbortController();

  constructor(clock: Clock) {
    this.#clock = clock;
    goOnWithoutReaders();
    process.on('SIGHUP', () => this.#receive('SIGTERM'));
    for (const name of ['SIGINT', 'SIGTERM', 'SIGUSR2'] as const) process.on(name, () => this.#receive(name));
  }

  /** The next signal; null when none came within that time. */
  async next(withinMs = Number.POSITIVE_INFINITY): Promise<StopSignal | null> {
    const endMs = this.#clock.bootMs() + withinMs;
    while (this.#waiting.length === 0 && this.#clock.bootMs() < endMs) {
      this.#arrived = new AbortController();
      await this.#clock.sleep(Math.min(endMs - this.#clock.bootMs(), longestSleepMs), this.#arrived.signal);
    }
    return this.#waiting.shift() ?? null;
  }

  #receive(name: StopSignal): void {
    this.#waiting.push(name);
    this.#arrived.abort();
  }
}

/** Node's timers end at 2^31 ms; a waiting timer also keeps the daemon alive. */
const longestSleepMs = 3_600_000;
