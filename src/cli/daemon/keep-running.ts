import { afterEnd, crashLoopFrom, leftInOrder } from '../../core/supervision.ts';
import type { Clock } from '../../edge/clock.ts';
import type { Daemon } from '../../edge/exec.ts';
import { type ProcessIdentity, readIdentity } from '../../edge/processes/identity.ts';

/** An end of a kept process. */
export interface EndOfKept {
  /** Ends without a recovery in between, this one included. */
  inARow: number;
  /** Null when a signal ended it, or nobody could see how it ended. */
  exitCode: number | null;
  /** What it said last; null where that is not kept. */
  words: string | null;
  /** Until the next start. */
  pauseMs: number;
}

export interface KeepRunningOptions {
  name: string;
  start(): Promise<Daemon>;
  clock: Clock;
  say(sentence: string): void;
  /** Looks after each of them until the signal: ends one that hangs. */
  watch?(daemon: Daemon, signal: AbortSignal): Promise<void>;
  /** False where nobody is to be started any more: its state directory is gone. */
  mayStart?(): boolean;
  /** Hears of each end that nobody asked for. */
  onEnd?(end: EndOfKept): void;
}

const lookAgainAfterMs = 1_000;

/** Restarts a daemon whenever it ends, with growing pauses, until it is told to let it go. */
export class KeepRunning {
  readonly #options: KeepRunningOptions;
  readonly #letGo = new AbortController();
  readonly #unwatched = new AbortController();
  readonly #done: Promise<void>;
  #daemon: Daemon;

  constructor(options: KeepRunningOptions, daemon: Daemon) {
    this.#options = options;
    this.#daemon = daemon;
    this.#done = this.#keep();
  }

  /** No restart any more. Signal the daemon after this, and await `ended`. */
  letGo(): void {
    this.#letGo.abort();
  }

  /** The same, and it is not looked after any more while it ends. */
  leaveToItself(): void {
    this.#unwatched.abort();
    this.#letGo.abort();
  }

  /** Which very process it is now, recorded or not; null once it is gone. */
  process(): ProcessIdentity | null {
    return this.#daemon.pid === 0 ? null : readIdentity(this.#daemon.pid);
  }

  /** Resolves when the daemon has ended after `letGo`. */
  get ended(): Promise<void> {
    return this.#done;
  }

  async #keep(): Promise<void> {
    const { clock, onEnd, mayStart = () => true } = this.#options;
    let inARow = 0;
    for (;;) {
      const startedMs = clock.bootMs();
      const exitCode = await this.#untilEnded();
      if (this.#letGo.signal.aborted || !mayStart()) return;
      const ranForMs = clock.bootMs() - startedMs;
      const next = afterEnd(inARow, ranForMs, exitCode);
      inARow = next.inARow;
      const end = {
        ...next,
        exitCode,
        words: exitCode === null ? null : (this.#daemon.lastWords?.() ?? null),
      };
      if (!leftInOrder(ranForMs, exitCode)) onEnd?.(end);
      this.#tell(end);
      await clock.sleep(next.pauseMs, this.#letGo.signal);
      if (this.#letGo.signal.aborted || !mayStart()) return;
      this.#daemon = await this.#startAgain();
    }
  }

  async #untilEnded(): Promise<number | null> {
    const over = new AbortController();
    const signal = AbortSignal.any([over.signal, this.#unwatched.signal]);
    const watching = this.#lookAfter(signal);
    const exitCode = await this.#daemon.ended;
    over.abort();
    await watching;
    return exitCode;
  }

  /** A look that fails is said, and ends neither the looking nor this process: nobody would start the daemon again. */
  async #lookAfter(signal: AbortSignal): Promise<void> {
    const { name, watch, clock, say } = this.#options;
    while (watch !== undefined && !signal.aborted) {
      try {
        return await watch(this.#daemon, signal);
      } catch (error) {
        say(`The ${name} could not be looked after: ${String(error)}. It is tried again.`);
      }
      await clock.sleep(lookAgainAfterMs, signal);
    }
  }

  #tell({ inARow, exitCode, words, pauseMs }: EndOfKept): void {
    const { name, say } = this.#options;
    const how = exitCode === null ? 'was killed' : `ended with exit code ${exitCode}`;
    const often = inARow < crashLoopFrom ? '' : ` That is ${inARow} times in a row.`;
    const last = words === null || inARow < crashLoopFrom ? '' : ` It said last: ${words}`;
    say(`The ${name} ${how}. It is started again in ${pauseMs / 1_000} s.${often}${last}`);
  }

  /** A start that fails (no process can be made) counts as one that ended at once. */
  async #startAgain(): Promise<Daemon> {
    try {
      return await this.#options.start();
    } catch (error) {
      this.#options.say(`The ${this.#options.name} could not be started: ${String(error)}.`);
      return { pid: 0, ended: Promise.resolve(null), leaveAlone: () => undefined };
    }
  }
}
