import { closeSync, existsSync, openSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { z } from 'zod';
import { ProblemError } from '../../protocol/problem.ts';
import { type Evidence, evidenceSchema } from '../../protocol/worker.ts';
import { type BreakerRecord, breakerRecordSchema } from './breaker-record.ts';
import { type QuarantineEntry, quarantineEntrySchema } from './quarantine-entry.ts';
import { type SessionRecord, sessionRecordSchema } from './session-record.ts';

/** Evidence that waits until the control plane has it. */
export interface OutboxRow {
  seq: number;
  attemptId: string;
  evidence: Evidence;
}

const schemaVersion = 1;

const tables = `
  CREATE TABLE sessions (id TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT;
  CREATE TABLE outbox (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, attempt_id TEXT NOT NULL, evidence TEXT NOT NULL) STRICT;
  CREATE TABLE claim (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), claim_id TEXT NOT NULL) STRICT;
  PRAGMA user_version = ${schemaVersion};`;

/** Came later; a version that does not know it leaves it alone. */
const laterTables = `
  CREATE TABLE IF NOT EXISTS quarantine (id TEXT PRIMARY KEY, entry TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS breakers (agent TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT;`;

/**
 * The worker's own memory: sessions, evidence on its way, the claim under way. One process writes it, under the
 * worker's lock. Every write is on disk (WAL, FULL) before the call returns; about 0.3 ms.
 */
export class Journal {
  readonly #database: Database.Database;
  readonly #saveSession: Database.Statement<[string, string]>;
  readonly #addEvidence: Database.Statement<[string, string]>;
  #heard: (evidence: Evidence) => void = () => undefined;

  constructor(path: string) {
    this.#database = openDatabase(path);
    this.#saveSession = this.#database.prepare('INSERT OR REPLACE INTO sessions (id, record) VALUES (?, ?)');
    this.#addEvidence = this.#database.prepare('INSERT INTO outbox (attempt_id, evidence) VALUES (?, ?)');
  }

  sessions(): SessionRecord[] {
    const rows = this.#database
      .prepare<[], { id: string; record: string }>('SELECT id, record FROM sessions ORDER BY id')
      .all();
    return rows.map((row) => readRow(row.record, sessionRecordSchema, `records of session ${row.id}`));
  }

  /** From now on this hears of all evidence that is written down. */
  listen(heard: (evidence: Evidence) => void): void {
    this.#heard = heard;
  }

  /** Writes a session, and the evidence of the same moment, in one transaction. */
  save(record: SessionRecord, evidence: readonly Evidence[] = []): void {
    this.#database.transaction(() => {
      this.#saveSession.run(record.id, JSON.stringify(record));
      for (const one of evidence) this.#addEvidence.run(record.id, JSON.stringify(one));
    })();
    for (const one of evidence) this.#heard(one);
  }

  /** Takes over a granted claim: the session exists from here on, and the claim is no longer under way. */
  accept(record: SessionRecord): void {
    this.#database.transaction(() => {
      this.#saveSession.run(record.id, JSON.stringify(record));
      this.dropClaim();
    })();
  }

  /** Evidence of an attempt whose session is no longer known. */
  addEvidence(attemptId: string, evidence: Evidence): void {
    this.#addEvidence.run(attemptId, JSON.stringify(evidence));
    this.#heard(evidence);
  }

  forget(sessionId: string): void {
    this.#database.prepare('DELETE FROM sessions WHERE id = ?').run(sessionId);
  }

  /** The claim id that was sent and not answered yet: it is repeated, so that no grant is lost. */
  openClaim(): string | null {
    const row = this.#database.prepare<[], { claim_id: string }>('SELECT claim_id FROM claim').get();
    return row?.claim_id ?? null;
  }

  startClaim(claimId: string): void {
    this.#database.prepare('INSERT OR REPLACE INTO claim (only_row, claim_id) VALUES (1, ?)').run(claimId);
  }

  dropClaim(): void {
    this.#database.prepare('DELETE FROM claim').run();
  }

  /** The database that granted a session; null of one that is not known. */
  grantedBy(sessionId: string): string | null {
    const row = this.#database
      .prepare<[string], { id: string }>(
        "SELECT json_extract(record, '$.database.id') AS id FROM sessions WHERE id = ?",
      )
      .get(sessionId);
    return row?.id ?? null;
  }

  /** The oldest rows after `after`, a row's `seq`. */
  outbox(limit: number, after = 0): OutboxRow[] {
    const rows = this.#database
      .prepare<[number, number], { seq: number; attempt_id: string; evidence: string }>(
        'SELECT seq, attempt_id, evidence FROM outbox WHERE seq > ? ORDER BY seq LIMIT ?',
      )
      .all(after, limit);
    return rows.map((row) => ({
      seq: row.seq,
      attemptId: row.attempt_id,
      evidence: readRow(row.evidence, evidenceSchema, `evidence of session ${row.attempt_id}`),
    }));
  }

  delivered(seq: number): void {
    this.#database.prepare('DELETE FROM outbox WHERE seq = ?').run(seq);
  }

  hasUndelivered(sessionId: string): boolean {
    const row = this.#database.prepare('SELECT 1 FROM outbox WHERE attempt_id = ? LIMIT 1').get(sessionId);
    return row !== undefined;
  }

  quarantine(): QuarantineEntry[] {
    const rows = this.#database
      .prepare<[], { id: string; entry: string }>('SELECT id, entry FROM quarantine ORDER BY id')
      .all();
    return rows.map((row) => readRow(row.entry, quarantineEntrySchema, `quarantine of session ${row.id}`));
  }

  saveQuarantine(entry: QuarantineEntry): void {
    const text = JSON.stringify(entry);
    this.#database.prepare('INSERT OR REPLACE INTO quarantine (id, entry) VALUES (?, ?)').run(entry.id, text);
  }

  dropQuarantine(sessionId: string): void {
    this.#database.prepare('DELETE FROM quarantine WHERE id = ?').run(sessionId);
  }

  breakers(): BreakerRecord[] {
    const rows = this.#database
      .prepare<[], { agent: string; record: string }>('SELECT agent, record FROM breakers ORDER BY agent')
      .all();
    return rows.map((row) => readRow(row.record, breakerRecordSchema, `breaker of the agent ${row.agent}`));
  }

  saveBreaker(record: BreakerRecord): void {
    this.#database
      .prepare('INSERT OR REPLACE INTO breakers (agent, record) VALUES (?, ?)')
      .run(record.agent, JSON.stringify(record));
  }

  dropBreaker(agent: string): void {
    this.#database.prepare('DELETE FROM breakers WHERE agent = ?').run(agent);
  }

  close(): void {
    this.#database.close();
  }
}

/** Fails closed: what cannot be read must be looked at by a person, not dropped. */
function readRow<T>(text: string, schema: z.ZodType<T>, what: string): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    const detail = `The worker's journal has unreadable ${what}. Keep a copy of journal.db and report it; a newer or older Planeguard may read it.`;
    throw new ProblemError('misconfigured', detail, { cause: error });
  }
}

function openDatabase(path: string): Database.Database {
  let database: Database.Database | null = null;
  try {
    // Prompts are in it. SQLite gives its other files (-wal, -shm) the same mode.
    if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600));
    database = new Database(path);
    prepareDatabase(database, path);
    return database;
  } catch (error) {
    database?.close();
    if (error instanceof ProblemError) throw error;
    const detail = `The worker's journal ${path} cannot be used (${String(error)}). Move it away to start with an empty one: sessions are then found again by the copies beside them.`;
    throw new ProblemError('misconfigured', detail, { cause: error });
  }
}

function prepareDatabase(database: Database.Database, path: string): void {
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.pragma('fullfsync = ON');
  const version = Number(database.pragma('user_version', { simple: true }));
  if (version > schemaVersion) {
    const detail = `The worker's journal ${path} was written by a newer Planeguard (format ${version}, known: ${schemaVersion}). Use that version.`;
    throw new ProblemError('misconfigured', detail);
  }
  if (version === 0) database.exec(tables);
  database.exec(laterTables);
  const check = database.pragma('quick_check(1)', { simple: true });
  if (check !== 'ok') throw new Database.SqliteError('it is damaged', 'SQLITE_CORRUPT');
}
