import { CallError } from '../edge/control-plane/call-error.ts';
import type { ControlPlaneClient } from '../edge/control-plane-client.ts';
import type { Log } from '../edge/log.ts';
import type { Journal, OutboxRow } from './journal/journal.ts';

interface EvidenceSenderParts {
  journal: Journal;
  client: ControlPlaneClient;
  log: Log;
  /** The id of the database that granted an attempt; null when that is not known. */
  grantedBy: (attemptId: string) => string | null;
}

/**
 * Carries evidence from the journal to the control plane: in order, one at a time, until the database that granted the
 * attempt has it. Another one knows nothing of it, whatever it answers.
 */
export class EvidenceSender {
  readonly #journal: Journal;
  readonly #client: ControlPlaneClient;
  readonly #log: Log;
  readonly #grantedBy: EvidenceSenderParts['grantedBy'];
  /** Under way, or over. */
  #last: Promise<void> = Promise.resolve();
  /** Waits for that one. */
  #next: Promise<void> | null = null;

  constructor(parts: EvidenceSenderParts) {
    this.#journal = parts.journal;
    this.#client = parts.client;
    this.#log = parts.log;
    this.#grantedBy = parts.grantedBy;
  }

  /**
   * Resolves when all that waited at the call, and is for the database that answers, is delivered. Rejects when the
   * control plane cannot take it. All that wait for a turn share the next one: many do not wait for each other's deadlines.
   */
  flush(): Promise<void> {
    const begin = () => this.#begin();
    this.#next ??= this.#last.then(begin, begin);
    return this.#next;
  }

  #begin(): Promise<void> {
    this.#next = null;
    this.#last = this.#sendAll();
    return this.#last;
  }

  /** What waits for a database that does not answer now is left; what is for others goes on. */
  async #sendAll(): Promise<void> {
    const away = new Set<string>();
    for (let rows = this.#rowsAfter(0); rows.length > 0; rows = this.#rowsAfter(rows.at(-1)?.seq ?? 0)) {
      for (const row of rows) {
        const database = this.#grantedBy(row.attemptId);
        if (database !== null && away.has(database)) continue;
        if (await this.#sendOne(row, database)) this.#journal.delivered(row.seq);
        else if (database !== null) away.add(database);
      }
    }
  }

  #rowsAfter(seq: number): OutboxRow[] {
    return this.#journal.outbox(50, seq);
  }

  /**
   * What is refused for good would hold up all that follows: it goes to the log instead.
   * @returns false when another database answered than the one that must have it.
   */
  async #sendOne(row: OutboxRow, database: string | null): Promise<boolean> {
    try {
      await this.#client.evidence(row.attemptId, row.evidence, database);
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      if (isAnother(error, database)) {
        this.#log.warn({ attempt: row.attemptId, err: error }, 'evidence waits for its own database');
        return false;
      }
      if (error.failure !== 'refused') throw error;
      const { attemptId, evidence } = row;
      this.#log.error({ attempt: attemptId, evidence, err: error }, 'evidence was refused');
    }
    return true;
  }
}

const isAnother = (error: CallError, database: string | null): boolean =>
  database !== null && error.database !== null && error.database.id !== database;
