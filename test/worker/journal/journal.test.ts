import { closeSync, openSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { ProblemError } from '../../../src/protocol/problem.ts';
import type { Evidence } from '../../../src/protocol/worker.ts';
import { Journal } from '../../../src/worker/journal/journal.ts';
import { recordOf, someGrant } from '../../support/session-record.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const newPath = (): string => join(temporaryFolder(), 'journal.db');

function open(path: string): Journal {
  const journal = new Journal(path);
  onTestFinished(() => journal.close());
  return journal;
}

test('others on the machine cannot read a new journal', () => {
  const path = newPath();
  open(path);
  const modes = ['', '-wal', '-shm'].map((suffix) => statSync(`${path}${suffix}`).mode & 0o777);
  expect(modes).toEqual([0o600, 0o600, 0o600]);
});

const said = (text: string): Evidence => ({
  eventId: `event-${text}`,
  workerId: 'w00000001',
  at: '2030-01-01T00:00:00.000Z',
  kind: 'progress',
  data: { text },
});

/** What a person is told when it cannot be opened, or read. */
function problemOf(act: () => unknown): ProblemError {
  try {
    act();
  } catch (error) {
    if (error instanceof ProblemError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

test('what was written is there for the next process, as it was', () => {
  const path = newPath();
  const journal = new Journal(path);
  const record = { ...recordOf(), state: 'live', conversation: 'é\0' } as const;
  journal.accept(recordOf());
  journal.save(record, [said('one'), said('two')]);
  journal.close();
  const next = open(path);
  expect(next.sessions()).toEqual([record]);
  expect(next.outbox(50).map(({ evidence }) => evidence.data.text)).toEqual(['one', 'two']);
  expect(next.hasUndelivered(record.id)).toBe(true);
  next.forget(record.id);
  expect(next.sessions()).toEqual([]);
  expect(next.outbox(50)).toHaveLength(2);
});

test('evidence waits in order until it is delivered, and no number is used twice', () => {
  const journal = open(newPath());
  for (const text of ['one', 'two', 'three']) journal.save(recordOf(), [said(text)]);
  const [first, second] = journal.outbox(2);
  journal.delivered(first?.seq ?? 0);
  journal.delivered(second?.seq ?? 0);
  const [third] = journal.outbox(50);
  journal.delivered(third?.seq ?? 0);
  journal.save(recordOf(), [said('four')]);
  expect(journal.outbox(50)[0]?.seq).toBeGreaterThan(third?.seq ?? 0);
  expect(journal.hasUndelivered('r00000009-1')).toBe(false);
});

test('a claim is open from before it is sent until its session is written down', () => {
  const journal = open(newPath());
  expect(journal.openClaim()).toBeNull();
  journal.startClaim('claim-one');
  expect(journal.openClaim()).toBe('claim-one');
  journal.accept(recordOf());
  expect(journal.openClaim()).toBeNull();
  journal.startClaim('claim-two');
  journal.dropClaim();
  expect(journal.openClaim()).toBeNull();
});

test('a file that is no database, or damaged, is refused with its path and what to do', () => {
  const garbage = newPath();
  writeFileSync(garbage, 'no database '.repeat(1_000));
  const damaged = newPath();
  fill(damaged);
  const file = openSync(damaged, 'r+');
  for (let page = 1; page < 8; page += 1)
    writeSync(file, Buffer.alloc(4_000, 0xff), 0, 4_000, page * 4_096 + 8);
  closeSync(file);
  for (const path of [garbage, damaged]) {
    const problem = problemOf(() => new Journal(path));
    expect(problem).toMatchObject({ code: 'misconfigured' });
    expect(problem.message).toMatch(/^The worker's journal .* cannot be used \(.*\)\. Move it away/);
    expect(problem.message).toContain(path);
  }
});

function fill(path: string): void {
  const journal = new Journal(path);
  for (let number = 1; number < 20; number += 1) {
    journal.accept(recordOf({ ...someGrant, attemptId: `r${number}-1` }));
  }
  journal.close();
}

test('the journal of a newer program is refused', () => {
  const path = newPath();
  new Journal(path).close();
  change(path, 'PRAGMA user_version = 99');
  expect(problemOf(() => new Journal(path)).message).toMatch(
    /newer Planeguard \(format 99, known: 1\)\. Use that version/,
  );
});

test.each([
  ['torn', '{"id":'],
  ['of another form', '{"id":"r1-1"}'],
  ['with a state that nobody knows', JSON.stringify({ ...recordOf(), state: 'dancing' })],
])('a session that is %s is refused by its id, not dropped', (_, text) => {
  const path = newPath();
  new Journal(path).close();
  change(path, 'INSERT INTO sessions (id, record) VALUES (?, ?)', 'r1-1', text);
  const problem = problemOf(() => open(path).sessions());
  expect(problem).toMatchObject({ code: 'misconfigured' });
  expect(problem.message).toContain('unreadable records of session r1-1');
});

test('evidence that cannot be read is refused by its session, in a sentence', () => {
  const path = newPath();
  new Journal(path).close();
  change(path, 'INSERT INTO outbox (attempt_id, evidence) VALUES (?, ?)', 'r1-1', '{"kind":"dance"}');
  const problem = problemOf(() => open(path).outbox(50));
  expect(problem).toMatchObject({ code: 'misconfigured' });
  expect(problem.message).toContain('unreadable evidence of session r1-1');
});

function change(path: string, sql: string, ...values: string[]): void {
  const database = new Database(path);
  database.prepare(sql).run(...values);
  database.close();
}
