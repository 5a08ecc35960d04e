import type { Clock } from '../clock.ts';

/** The deadlines of one call, several at once. The first that passes aborts the signal, and says which it was. */
export class CallBounds {
  readonly #clock: Clock;
  readonly #over = new AbortController();
  readonly #lifted = new Set<AbortController>();
  #passed: string | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get signal(): AbortSignal {
    return this.#over.signal;
  }

  /** What did not come in time; null while all is in time. */
  get passed(): string | null {
    return this.#passed;
  }

  /** Returns how to lift it. */
  set(ms: number, what: string): () => void {
    const lifted = new AbortController();
    this.#lifted.add(lifted);
    void this.#clock.sleep(ms, lifted.signal).then(() => {
      if (!lifted.signal.aborted) this.#pass(`${what} within ${ms / 1_000} s`);
    });
    return () => {
      this.#lifted.delete(lifted);
      lifted.abort();
    };
  }

  /** The call is over, or its end is bounded otherwise. */
  lift(): void {
    for (const lifted of this.#lifted) lifted.abort();
    this.#lifted.clear();
  }

  #pass(sentence: string): void {
    this.#passed ??= sentence;
    this.#over.abort();
  }
}
