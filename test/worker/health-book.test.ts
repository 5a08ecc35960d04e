import { expect, test } from 'vitest';
import { CallError, type CallFailure } from '../../src/edge/control-plane/call-error.ts';
import { openLog } from '../../src/edge/log.ts';
import { HealthBook } from '../../src/worker/health-book.ts';
import { TestClock } from '../support/test-clock.ts';

const clock = new TestClock();
const newBook = (): HealthBook => new HealthBook(clock, openLog(null, 'silent'));
const failure = (kind: CallFailure, detail = `${kind}.`): CallError =>
  new CallError('unavailable', detail, { failure: kind });

test('a worker is starting until it is registered, and then healthy', () => {
  const book = newBook();
  expect(book.current()).toMatchObject({ health: 'starting', reason: null });
  book.registered();
  expect(book.current()).toMatchObject({ health: 'healthy', reason: null });
});

test.each<[CallFailure, string]>([
  ['transient', 'unreachable'],
  ['throttled', 'unreachable'],
  ['unauthorized', 'unauthorized'],
  ['misconfigured', 'misconfigured'],
  ['refused', 'misconfigured'],
])(
  'a call that fails as %s makes it %s, with the sentence as the reason, until the loop succeeds',
  (kind, health) => {
    const book = newBook();
    book.registered();
    book.failed('heartbeat', failure(kind));
    expect(book.current()).toMatchObject({ health, reason: `${kind}.` });
    book.succeeded('claims');
    expect(book.current()).toMatchObject({ health });
    book.succeeded('heartbeat');
    expect(book.current()).toMatchObject({ health: 'healthy', reason: null });
    expect(book.lastSuccessMs()).toBe(clock.nowMs());
  },
);

test('a pass that asked nobody ends its trouble, and is no answer of the control plane', () => {
  const book = newBook();
  book.registered();
  book.failed('reviews', failure('transient'));
  book.recovered('reviews');
  expect(book.current()).toMatchObject({ health: 'healthy' });
  expect(book.lastSuccessMs()).toBeNull();
});

test('of several troubles the one that a person must mend is told, and its time stays', () => {
  const book = newBook();
  book.registered();
  book.failed('claims', new Error('a bug'));
  expect(book.current()).toMatchObject({ health: 'degraded', reason: 'a bug' });
  book.failed('wishes', failure('transient'));
  book.failed('heartbeat', failure('unauthorized'));
  const { sinceMs } = book.current();
  clock.jump(1_000);
  book.failed('heartbeat', failure('unauthorized'));
  expect(book.current()).toEqual({ health: 'unauthorized', reason: 'unauthorized.', sinceMs });
  book.succeeded('heartbeat');
  expect(book.current()).toMatchObject({ health: 'unreachable' });
});

test('what the worker called off itself is no trouble, and a worker that left stays stopped', () => {
  const book = newBook();
  book.registered();
  book.failed('claims', failure('called_off'));
  expect(book.current().health).toBe('healthy');
  book.stopping();
  book.failed('claims', failure('transient'));
  book.registered();
  expect(book.current()).toMatchObject({ health: 'stopped', reason: null });
});
