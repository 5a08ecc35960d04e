import { expect, test } from 'vitest';
import { LeaseBook } from '../../src/worker/lease-book.ts';

test('a lease counts from the last acknowledged renewal, and only ever moves later', () => {
  const book = new LeaseBook();
  expect(book.deadlineMs('r1-1')).toBeNull();
  book.renewed('r1-1', { renewedAtMs: 1_000, stopAfterMs: 500 });
  expect(book.deadlineMs('r1-1')).toBe(1_500);
  // An answer that was under way for long, after a later one.
  book.renewed('r1-1', { renewedAtMs: 800, stopAfterMs: 500 });
  expect(book.deadlineMs('r1-1')).toBe(1_500);
  book.renewed('r1-1', { renewedAtMs: 2_000, stopAfterMs: 500 });
  expect(book.deadlineMs('r1-1')).toBe(2_500);
  expect(book.deadlineMs('r1-2')).toBeNull();
});

test('a shorter term holds from the next renewal that ends later', () => {
  const book = new LeaseBook();
  book.renewed('r1-1', { renewedAtMs: 0, stopAfterMs: 10_000 });
  book.renewed('r1-1', { renewedAtMs: 1_000, stopAfterMs: 500 });
  expect(book.deadlineMs('r1-1')).toBe(10_000);
  book.renewed('r1-1', { renewedAtMs: 9_800, stopAfterMs: 500 });
  expect(book.deadlineMs('r1-1')).toBe(10_300);
});

test('a session that is over is forgotten', () => {
  const book = new LeaseBook();
  book.renewed('r1-1', { renewedAtMs: 0, stopAfterMs: 1 });
  book.forget('r1-1');
  expect(book.deadlineMs('r1-1')).toBeNull();
});

test('one try to renew is bounded by a quarter of the shortest lease', () => {
  const book = new LeaseBook();
  expect(book.renewalTryMs()).toBe(Number.POSITIVE_INFINITY);
  book.renewed('r1-1', { renewedAtMs: 0, stopAfterMs: 1_800_000 });
  book.renewed('r1-2', { renewedAtMs: 0, stopAfterMs: 6_000 });
  expect(book.renewalTryMs()).toBe(1_500);
  book.forget('r1-2');
  expect(book.renewalTryMs()).toBe(450_000);
});
