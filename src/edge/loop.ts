import { type LoopProgress, lateMs } from '../core/loop-progress.ts';
import type { Clock } from './clock.ts';

/** Says what a pass is doing now. That it says so is progress: a long pass does, step by step. */
export type Say = (doing: string) => void;

/** The time until the next pass at the latest, in milliseconds; what is waited for, if it is not the usual. */
export type Rest = number | { waitMs: number; waiting: string };

/** One pass; `over` when it was the last one. */
export type Pass = (signal: AbortSignal, say: Say) => Promise<Rest | 'over'>;

export interface LoopOptions {
  name: string;
  clock: Clock;
  pass: Pass;
  /** What a pass does, for people: "measuring the disk". */
  doing: string;
  /** What is waited for between two passes. */
  waiting?: string;
  /** Its passes wait this long for something to happen elsewhere: that is no work. */
  listensForMs?: number;
  /** A pass that says nothing for longer stands still. */
  passWithinMs?: number;
  /** A pass that throws is reported here, and tried again: after 1 s, then 2 s, 4 s, at most every 5 s. */
  onError: (error: unknown) => void;
}

const longestRetryMs = 5_000;
const longestTrouble = 200;

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
    const nothingYet = { sinceMs, lastSuccessMs: null, nextMs: null, dueMs: null };
    this.#progress = { name: options.name, state: 'not_started', doing: 'not started yet', ...nothingYet };
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
      const rest = await this.#onePass();
      if (rest === 'over') break;
      await this.#wait(rest);
    }
    this.#set({ state: 'over', doing: 'stopped', nextMs: null, dueMs: null });
  }

  async #onePass(): Promise<Resting | 'over'> {
    const { doing, pass, onError } = this.#options;
    this.#begin(doing);
    try {
      const rest = await pass(this.#stopping.signal, (said) => this.#begin(said));
      this.#progress = { ...this.#progress, lastSuccessMs: this.#options.clock.bootMs() };
      this.#failures = 0;
      return rest === 'over' ? rest : this.#resting(rest);
    } catch (error) {
      onError(error);
      const waitMs = Math.min(longestRetryMs, 1_000 * 2 ** this.#failures++);
      return { state: 'retrying', doing: troubleOf(error), waitMs };
    }
  }

  #resting(rest: Rest): Resting {
    const { waiting = 'waiting for the next look' } = this.#options;
    if (typeof rest === 'number') return { state: 'waiting', doing: waiting, waitMs: rest };
    return { state: 'waiting', doing: rest.waiting, waitMs: rest.waitMs };
  }

  #begin(doing: string): void {
    const { listensForMs, passWithinMs = lateMs, clock } = this.#options;
    const nowMs = clock.monotonicMs();
    if (listensForMs === undefined)
      this.#set({ state: 'working', doing, nextMs: null, dueMs: nowMs + passWithinMs });
    else this.#until({ state: 'listening', doing, waitMs: listensForMs });
  }

  async #wait(resting: Resting): Promise<void> {
    if (this.#stopping.signal.aborted || this.#wake.signal.aborted) return;
    this.#until(resting);
    await this.#options.clock.sleep(resting.waitMs, this.#wake.signal);
  }

  #until({ state, doing, waitMs }: Pick<LoopProgress, 'state' | 'doing'> & { waitMs: number }): void {
    const { clock } = this.#options;
    const nextMs = clock.bootMs() + waitMs;
    this.#set({ state, doing, nextMs, dueMs: clock.monotonicMs() + waitMs + lateMs });
  }

  #set(change: Pick<LoopProgress, 'state' | 'doing' | 'nextMs' | 'dueMs'>): void {
    this.#progress = { ...this.#progress, ...change, sinceMs: this.#options.clock.bootMs() };
  }
}

interface Resting {
  state: 'waiting' | 'retrying';
  doing: string;
  waitMs: number;
}

/** An error's own sentence, fit to end a phrase. */
function troubleOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/\s+/g, ' ').replace(/\.$/, '').slice(0, longestTrouble);
}
