import type { Clock } from '../../clock.ts';
import { isSignedBy } from './webhook-signature.ts';

/** A stranger's deliveries cost a file or a program no more often than this. */
const atMostEveryMs = 5_000;
/** A secret that was withdrawn is not accepted for longer. */
const keptMs = 60_000;

/** The secrets that sign webhooks, read when there is need: two while they change. */
export class WebhookSecrets {
  readonly #read: () => Promise<readonly string[]>;
  readonly #clock: Clock;
  #secrets: Promise<readonly string[]> = Promise.resolve([]);
  /** Boot clock, milliseconds. */
  #readAtMs = Number.NEGATIVE_INFINITY;

  /** @param read rejects with a ProblemError that says why there is none. */
  constructor(read: () => Promise<readonly string[]>, clock: Clock) {
    this.#read = read;
    this.#clock = clock;
  }

  /**
   * Whether one of them has signed these bytes. `refused_again`: none has, and none was read anew for it.
   * @throws ProblemError where none can be read.
   */
  async check(body: Uint8Array, signature: string | null): Promise<'signed' | 'refused' | 'refused_again'> {
    const readAtMs = this.#readAtMs;
    // One that could not be read is not waited for: it is read anew below.
    const known = await this.#readWithin(keptMs).catch(() => null);
    if (known !== null && isSignedBy(known, body, signature)) return 'signed';
    const now = await this.#readWithin(atMostEveryMs);
    if (now !== known && isSignedBy(now, body, signature)) return 'signed';
    return this.#readAtMs === readAtMs ? 'refused_again' : 'refused';
  }

  #readWithin(ms: number): Promise<readonly string[]> {
    const nowMs = this.#clock.bootMs();
    if (nowMs - this.#readAtMs < ms) return this.#secrets;
    this.#readAtMs = nowMs;
    this.#secrets = this.#read();
    return this.#secrets;
  }
}
