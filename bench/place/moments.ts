import { systemClock } from '../../src/edge/clock.ts';

export interface Moment<T> {
  /** Monotonic clock of this process. */
  atMs: number;
  value: T;
}

/** What was heard first under each name, and when. */
export class Moments<T> {
  readonly #heard = new Map<string, Moment<T>>();
  readonly #waiting = new Map<string, (moment: Moment<T>) => void>();

  hear(name: string, value: T): void {
    if (this.#heard.has(name)) return;
    const moment = { atMs: systemClock.monotonicMs(), value };
    this.#heard.set(name, moment);
    this.#waiting.get(name)?.(moment);
    this.#waiting.delete(name);
  }

  async until(name: string, withinMs = 30_000): Promise<Moment<T>> {
    const heard = this.#heard.get(name);
    if (heard) return heard;
    const { promise, resolve, reject } = Promise.withResolvers<Moment<T>>();
    this.#waiting.set(name, resolve);
    const over = new AbortController();
    void systemClock.sleep(withinMs, over.signal).then(() => {
      if (!over.signal.aborted) reject(new Error(`"${name}" was not heard within ${withinMs / 1_000} s`));
    });
    return promise.finally(() => over.abort());
  }
}
