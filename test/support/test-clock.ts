import type { Clock } from '../../src/edge/clock.ts';

interface Sleeper {
  untilMs: number;
  wake: () => void;
}

/** A clock that stands still until the test moves it; who sleeps wakes when his time has come. */
export class TestClock implements Clock {
  #wallMs = Date.parse('2030-01-01T00:00:00Z');
  #bootMs = 1_000_000;
  #sleepers = new Set<Sleeper>();

  nowMs(): number {
    return this.#wallMs;
  }

  bootMs(): number {
    return this.#bootMs;
  }

  monotonicMs(): number {
    return this.#bootMs;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted || ms <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#sleepers.delete(sleeper);
        resolve();
      };
      const sleeper: Sleeper = { untilMs: this.#bootMs + ms, wake };
      this.#sleepers.add(sleeper);
      signal?.addEventListener('abort', wake, { once: true });
    });
  }

  /** Moves both clocks at once, as a suspend does. */
  jump(ms: number): void {
    this.#wallMs += ms;
    this.#bootMs += ms;
    for (const sleeper of [...this.#sleepers]) if (sleeper.untilMs <= this.#bootMs) sleeper.wake();
  }

  /** Somebody corrects the wall clock; the boot clock goes on. */
  setWallBack(ms: number): void {
    this.#wallMs -= ms;
  }

  /** Moves in steps of at most a second, and lets everything that wakes do its work in between. */
  async advance(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 1_000) {
      this.jump(Math.min(left, 1_000));
      await settled();
    }
  }
}

/** Work in this process that needs no outside answer goes on within a few turns of the loop. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
