import { backoffMs, localBackoff } from '../core/backoff.ts';
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
  /** A pass that throws is reported here, and tried again. */
  onError: (error: unknown) => void;
  /** How long after so many failures in a row, given a random number in [0, 1): soon, as befits what is on this machine, if absent. */
  retryMs?: (error: unknown, failures: number, random: number) => number;
}

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
  /** The end of the next pass. */
  #next = Promise.withResolvers<void>();

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

  /** What failed may go well now: the next pass comes at once, and no earlier failure counts. */
  retryNow(): void {
    this.#failures = 0;
    this.notify();
  }

  /** One that failed tries again at once; its failures still count. Any other keeps its rest. */
  retryIfFailed(): void {
    if (this.#failures > 0) this.notify();
  }

  /** Makes a pass come at once; resolves when one that began after this call has ended, well or not. */
  async again(): Promise<void> {
    if (this.#done === null) return;
    const { promise } = this.#next;
    this.notify();
    await promise;
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
      const ended = this.#next;
      this.#next = Promise.withResolvers();
      const rest = await this.#onePass();
      ended.resolve();
      if (rest === 'over') break;
      await this.#wait(rest);
    }
    this.#next.resolve();
    this.#set({ state: 'over', doing: 'stopped', nextMs: null, dueMs: null });
  }

  async #onePass(): Promise<Resting | 'over'> {
    const { doing, pass } = this.#options;
    this.#begin(doing);
    try {
      const rest = await pass(this.#stopping.signal, (said) => this.#begin(said));
      const resting = rest === 'over' ? rest : this.#resting(rest);
      this.#progress = { ...this.#progress, lastSuccessMs: this.#options.clock.bootMs() };
      this.#failures = 0;
      return resting;
    } catch (error) {
      return this.#retrying(error);
    }
  }

  /** Whatever goes wrong here too must not end the loop. */
  #retrying(error: unknown): Resting {
    const { onError, retryMs = retryLocalMs } = this.#options;
    this.#failures += 1;
    try {
      onError(error);
      const waitMs = checked(retryMs(error, this.#failures, Math.random()));
      return { state: 'retrying', doing: troubleOf(error), waitMs };
    } catch (again) {
      const waitMs = retryLocalMs(error, this.#failures, Math.random());
      return { state: 'retrying', doing: `${troubleOf(error)}; ${troubleOf(again)}`, waitMs };
    }
  }

  #resting(rest: Rest): Resting {
    const { waiting = 'waiting for the next look' } = this.#options;
    if (typeof rest === 'number') return { state: 'waiting', doing: waiting, waitMs: checked(rest) };
    return { state: 'waiting', doing: rest.waiting, waitMs: checked(rest.waitMs) };
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

const retryLocalMs = (_error: unknown, failures: number, random: number): number =>
  backoffMs(failures, localBackoff, random);

/** A timer takes what is no number for nothing: a mistake would become a loop that never rests. */
function checked(waitMs: number): number {
  if (waitMs >= 0) return waitMs;
  throw new RangeError(`a pass cannot rest for ${waitMs} ms`);
}

/** An error's own sentence, fit to end a phrase. */
function troubleOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/\s+/g, ' ').replace(/\.$/, '').slice(0, longestTrouble);
}
