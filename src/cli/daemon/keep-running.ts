import type { Clock } from '../../edge/clock.ts';
import type { Daemon } from '../../edge/exec.ts';

export interface KeepRunningOptions {
  name: string;
  start(): Promise<Daemon>;
  clock: Clock;
  say(sentence: string): void;
}

const firstPauseMs = 500;
const longestPauseMs = 30_000;
/** Whoever ran this long has recovered: the next pause begins small again. */
const recoveredAfterMs = 60_000;

/** Restarts a daemon whenever it ends, with growing pauses, until it is told to let it go. */
export class KeepRunning {
  readonly #options: KeepRunningOptions;
  readonly #letGo = new AbortController();
  readonly #done: Promise<void>;
  #daemon: Daemon;

  constructor(options: KeepRunningOptions, daemon: Daemon) {
    this.#options = options;
    this.#daemon = daemon;
    this.#done = this.#watch();
  }

  /** No restart any more. Signal the daemon after this, and await `ended`. */
  letGo(): void {
    this.#letGo.abort();
  }

  /** Resolves when the daemon has ended after `letGo`. */
  get ended(): Promise<void> {
    return this.#done;
  }

  async #watch(): Promise<void> {
    const { clock, say, name } = this.#options;
    let pauseMs = firstPauseMs;
    for (;;) {
      const startedMs = clock.bootMs();
      const exitCode = await this.#daemon.ended;
      if (this.#letGo.signal.aborted) return;
      if (clock.bootMs() - startedMs > recoveredAfterMs) pauseMs = firstPauseMs;
      const how = exitCode === null ? 'was killed' : `ended with exit code ${exitCode}`;
      say(`The ${name} ${how}. It is started again in ${pauseMs / 1_000} s.`);
      await clock.sleep(pauseMs, this.#letGo.signal);
      if (this.#letGo.signal.aborted) return;
      pauseMs = Math.min(longestPauseMs, pauseMs * 2);
      this.#daemon = await this.#startAgain();
    }
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
