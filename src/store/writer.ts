import type { PlaneguardEvent } from '../protocol/event.ts';
import type { Database } from './database.ts';

/** What an operation works with: one open transaction, one time, and the events it has appended. */
export interface Write {
  db: Database;
  nowMs: number;
  events: PlaneguardEvent[];
}

/**
 * One change of the database. It may run twice when a neighbour in the same commit fails, so its only lasting
 * effects are those in the database. Whatever it throws rolls it back alone.
 */
export type Operation<T> = (write: Write) => Promise<T>;

export interface WriterOptions {
  db: Database;
  nowMs: () => number;
  /** Resolves once the input that has already arrived was read. */
  afterInput: () => Promise<void>;
  /** Called after each commit, before its callers hear of it. */
  onCommitted: (events: PlaneguardEvent[]) => void;
}

interface Queued {
  run: (write: Write) => Promise<void>;
  settle: () => void;
  fail: (error: unknown) => void;
}

/**
 * The only way to change the database. Operations run one after the other in the order of their arrival;
 * those that wait together share a commit, because the disk's flush (0.3 ms) is what limits.
 */
export class Writer {
  readonly #options: WriterOptions;
  #queue: Queued[] = [];
  #draining: Promise<void> | null = null;

  constructor(options: WriterOptions) {
    this.#options = options;
  }

  write<T>(operation: Operation<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      let settle = (): void => undefined;
      const run = async (write: Write): Promise<void> => {
        const result = await operation(write);
        settle = () => resolve(result);
      };
      this.#queue.push({ run, settle: () => settle(), fail: reject });
      this.#draining ??= this.#drain();
    });
  }

  /** Resolves when everything that was queued is committed or refused. */
  async idle(): Promise<void> {
    await this.#draining;
  }

  async #drain(): Promise<void> {
    while (this.#queue.length > 0) {
      await this.#options.afterInput();
      const batch = this.#queue;
      this.#queue = [];
      await this.#commitTogether(batch);
    }
    this.#draining = null;
  }

  async #commitTogether(batch: Queued[]): Promise<void> {
    let events: PlaneguardEvent[];
    try {
      events = await this.#commit(batch);
    } catch (error) {
      if (batch.length === 1) batch[0]?.fail(error);
      else for (const one of batch) await this.#commitTogether([one]);
      return;
    }
    this.#tell(batch, events);
  }

  async #commit(batch: Queued[]): Promise<PlaneguardEvent[]> {
    const events: PlaneguardEvent[] = [];
    await this.#options.db.transaction().execute(async (db) => {
      for (const one of batch) await one.run({ db, nowMs: this.#options.nowMs(), events });
    });
    return events;
  }

  /** A listener that throws changes nothing of the commit: its callers hear of it, as of an answer that was lost. */
  #tell(batch: Queued[], events: PlaneguardEvent[]): void {
    try {
      this.#options.onCommitted(events);
    } catch (error) {
      for (const one of batch) one.fail(error);
      return;
    }
    for (const one of batch) one.settle();
  }
}
