export interface RememberedAnswer {
  etag: string;
  data: unknown;
  /** Whether there is another page. */
  next: boolean;
  /** Of its text. */
  bytes: number;
}

/** A page of a hundred pull requests is 2 MB. */
const mostBytes = 32 * 1024 ** 2;
/** What an entry takes beside its text. */
const entryBytes = 1_024;

/** The answers that GitHub need not send again while they are the same; what was not used for the longest time goes first. */
export class AnswerMemory {
  /** The one that was used last is the last. */
  readonly #answers = new Map<string, RememberedAnswer>();
  readonly #mostBytes: number;
  #bytes = 0;

  constructor(most = mostBytes) {
    this.#mostBytes = most;
  }

  get(url: string): RememberedAnswer | null {
    const found = this.#answers.get(url);
    if (found === undefined) return null;
    this.#answers.delete(url);
    this.#answers.set(url, found);
    return found;
  }

  put(url: string, answer: RememberedAnswer): void {
    this.forget(url);
    this.#answers.set(url, answer);
    this.#bytes += answer.bytes + entryBytes;
    for (const oldest of this.#answers.keys()) {
      if (this.#bytes <= this.#mostBytes) break;
      this.forget(oldest);
    }
  }

  forget(url: string): void {
    const found = this.#answers.get(url);
    if (found === undefined) return;
    this.#answers.delete(url);
    this.#bytes -= found.bytes + entryBytes;
  }

  clear(): void {
    this.#answers.clear();
    this.#bytes = 0;
  }
}
