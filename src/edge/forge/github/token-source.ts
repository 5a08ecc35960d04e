import { ProblemError } from '../../../protocol/problem.ts';
import type { Clock } from '../../clock.ts';
import { GitHubError } from './github-error.ts';

/** A program that prints tokens is not started again more often, whatever becomes of them. */
const atMostEveryMs = 5_000;

/** The token of all calls. Who asks for it at the same time waits for the same reading. */
export class TokenSource {
  readonly #read: () => Promise<string>;
  readonly #clock: Clock;
  #reading: Promise<string> | null = null;
  #token: string | null = null;
  #isDoubted = false;
  /** Not to be read again before then, on the boot clock. */
  #restsUntilMs = Number.NEGATIVE_INFINITY;

  /** @param read rejects with a ProblemError that says why there is none. */
  constructor(read: () => Promise<string>, clock: Clock) {
    this.#read = read;
    this.#clock = clock;
  }

  /** @throws GitHubError unauthorized when there is none. */
  async token(): Promise<string> {
    const isToBeReadAgain = this.#isDoubted && this.#clock.bootMs() >= this.#restsUntilMs;
    if (isToBeReadAgain) this.#rest();
    if (isToBeReadAgain || this.#reading === null) this.#reading = this.#readAnew();
    return this.#reading;
  }

  /** GitHub has refused it, or shows less than is expected: it is read again, if it is still the one in use. */
  doubt(token = this.#token): void {
    if (token === this.#token) this.#isDoubted = true;
  }

  async #readAnew(): Promise<string> {
    this.#isDoubted = false;
    this.#token = null;
    try {
      this.#token = await this.#read();
      return this.#token;
    } catch (error) {
      this.#isDoubted = true;
      this.#rest();
      if (!(error instanceof ProblemError)) throw error;
      throw new GitHubError('unauthorized', error.message, { cause: error });
    }
  }

  #rest(): void {
    this.#restsUntilMs = this.#clock.bootMs() + atMostEveryMs;
  }
}
