import type { Clock } from './clock.ts';

/** One pass. Returns the time until the next one at the latest, in milliseconds; `over` when there is none. */
export type Pass = (signal: AbortSignal) => Promise<number | 'over'>;

export interface LoopOptions {
  name: string;
  clock: Clock;
  pass: Pass;
  /** Its passes wait this long for something to happen elsewhere: that is no work. */
  listensForMs?: number;
  /** A pass that throws is reported here, and tried again: after 1 s, then 2 s, 4 s, at most every 5 s. */
  onError: (error: unknown) => void;
}

/** What a loop is doing, for `/readyz` and `worker status`. Times are of the boot clock. */
export interface LoopProgress {
  name: string;
  doing: 'working' | 'waiting' | 'stopped';
  sinceMs: number;
  lastSuccessMs: number | null;
  nextMs: number | null;
}

const longestRetryMs = 5_000;

/**
 * Repeats a pass until it says that it is over. `notify()` makes the next pass come at once, also one that is notified during a pass.
 * A failing pass never ends the loop. `stop()` aborts the sleep and awaits the pass in flight.
 */
export class Loop {
  readonly #options: LoopOptions;
  readonly #stopping = new AbortController();
  #wake = new AbortController();
  #progress: LoopProgress;
  #done: Promise<void> | null = null;
  #failures = 0;

  constructor(options: LoopOptions) {
    this.#options = options;
    const sinceMs = options.clock.bootMs();
    this.#progress = { name: options.name, doing: 'stopped', sinceMs, lastSuccessMs: null, nextMs: null };
  }

  start(): this {
    this.#done ??= this.#run();
    return this;
  }

  notify(): void {
    this.#wake.abort();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#wake.abort();
    await this.#done;
  }

  progress(): LoopProgress {
    return this.#progress;
  }

  async #run(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      this.#wake = new AbortController();
      const waitMs = await this.#onePass();
      if (waitMs === 'over') break;
      await this.#wait(waitMs);
    }
    this.#set('stopped', null);
  }

  async #onePass(): Promise<number | 'over'> {
    this.#begin();
    try {
      const waitMs = await this.#options.pass(this.#stopping.signal);
      this.#progress = { ...this.#progress, lastSuccessMs: this.#options.clock.bootMs() };
      this.#failures = 0;
      return waitMs;
    } catch (error) {
      this.#options.onError(error);
      return Math.min(longestRetryMs, 1_000 * 2 ** this.#failures++);
    }
  }

  #begin(): void {
    const { listensForMs, clock } = this.#options;
    if (listensForMs === undefined) this.#set('working', null);
    else this.#set('waiting', clock.bootMs() + listensForMs);
  }

  async #wait(ms: number): Promise<void> {
    if (this.#stopping.signal.aborted || this.#wake.signal.aborted) return;
    this.#set('waiting', this.#options.clock.bootMs() + ms);
    await this.#options.clock.sleep(ms, this.#wake.signal);
  }

  #set(doing: LoopProgress['doing'], nextMs: number | null): void {
    this.#progress = { ...this.#progress, doing, nextMs, sinceMs: this.#options.clock.bootMs() };
  }
}
