import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openLog } from '../../../src/edge/log.ts';
import { Journal } from '../../../src/worker/journal/journal.ts';
import { QuarantineBook } from '../../../src/worker/residue/quarantine-book.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { TestClock } from '../../support/test-clock.ts';

const found = {
  sessionId: 'r00000001-1',
  residue: { processes: [], cell: null, socket: '/run/one.sock', workspace: null, watch: null },
  claims: { installations: [], place: 'here' as const },
};

function open(path = join(temporaryFolder(), 'journal.db')) {
  const clock = new TestClock();
  const journal = new Journal(path);
  onTestFinished(() => journal.close());
  return { path, clock, book: new QuarantineBook({ journal, clock, log: openLog(null, 'silent') }) };
}

it('remembers since when something was seen, and forgets it once it is gone', async () => {
  const { book, clock } = open();
  expect(book.seen(found.sessionId).seenForMs).toBe(0);
  await clock.advance(12_000);
  expect(book.seen(found.sessionId).seenForMs).toBe(12_000);
  book.keepOnly(new Set());
  expect(book.seen(found.sessionId).seenForMs).toBe(0);
});

it('keeps an item with its first date, also over a restart', async () => {
  const { path, book, clock } = open();
  expect(book.quarantine(found, 'attempt_running')).toBe('new');
  const [item] = book.items();
  await clock.advance(60_000);
  expect(book.quarantine(found, 'owner_unproven')).toBe('known');
  expect(open(path).book.items()).toEqual([{ ...item, why: 'owner_unproven' }]);
});

it('lists a released item no more, and does not take it up again while it is there', () => {
  const { book } = open();
  book.quarantine(found, 'owner_unproven');
  book.wish({ id: found.sessionId, decision: 'release' });
  expect(book.items()).toEqual([]);
  expect(book.seen(found.sessionId).wish).toBe('release');
  book.keepOnly(new Set([found.sessionId]));
  expect(book.seen(found.sessionId).wish).toBe('release');
  book.keepOnly(new Set());
  expect(book.seen(found.sessionId).wish).toBeNull();
});

it('uses a wish up, and counts the tries that left something', () => {
  const { book } = open();
  book.quarantine(found, 'owner_unproven');
  book.wish({ id: found.sessionId, decision: 'clean' });
  expect(book.seen(found.sessionId)).toMatchObject({ wish: 'clean', failed: false });
  book.tried(found.sessionId, 'failed');
  expect(book.seen(found.sessionId)).toMatchObject({ wish: null, failed: true });
  expect(book.items()).toMatchObject([{ tries: 1 }]);
  book.tried(found.sessionId, 'cleaned');
  expect(book.items()).toEqual([]);
});

it('hears no wish about what is not in quarantine', () => {
  const { book } = open();
  book.wish({ id: found.sessionId, decision: 'clean' });
  expect(book.seen(found.sessionId).wish).toBeNull();
});
