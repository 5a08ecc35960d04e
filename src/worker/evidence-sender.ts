import { CallError } from '../edge/control-plane/call-error.ts';
import type { ControlPlaneClient } from '../edge/control-plane-client.ts';
import type { Log } from '../edge/log.ts';
import type { Journal, OutboxRow } from './journal/journal.ts';

/** Carries evidence from the journal to the control plane: in order, one at a time, until it is there. */
export class EvidenceSender {
  readonly #journal: Journal;
  readonly #client: ControlPlaneClient;
  readonly #log: Log;
  #last: Promise<void> = Promise.resolve();

  constructor(parts: { journal: Journal; client: ControlPlaneClient; log: Log }) {
    this.#journal = parts.journal;
    this.#client = parts.client;
    this.#log = parts.log;
  }

  /** Resolves when all that waited at the call is delivered. Rejects when the control plane cannot take it. */
  flush(): Promise<void> {
    const turn = this.#last.then(
      () => this.#sendAll(),
      () => this.#sendAll(),
    );
    this.#last = turn;
    return turn;
  }

  async #sendAll(): Promise<void> {
    for (let rows = this.#journal.outbox(50); rows.length > 0; rows = this.#journal.outbox(50)) {
      for (const row of rows) {
        await this.#sendOne(row);
        this.#journal.delivered(row.seq);
      }
    }
  }

  /** What is refused for good would hold up all that follows: it goes to the log instead. */
  async #sendOne(row: OutboxRow): Promise<void> {
    try {
      await this.#client.evidence(row.attemptId, row.evidence);
    } catch (error) {
      if (!(error instanceof CallError) || error.failure !== 'refused') throw error;
      this.#log.error({ attempt: row.attemptId, evidence: row.evidence, err: error }, 'evidence was refused');
    }
  }
}
