import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CallError, type CallFailure } from '../../src/edge/control-plane/call-error.ts';
import { openLog } from '../../src/edge/log.ts';
import { HealthBook } from '../../src/worker/health-book.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { TestClock } from '../support/test-clock.ts';

const clock = new TestClock();
const url = 'http://127.0.0.1:7420';
const newBook = (log = openLog(null, 'silent'), hasToken = () => true): HealthBook =>
  new HealthBook({ clock, log, url: () => url, hasToken });
const failure = (kind: CallFailure, detail = `${kind}.`): CallError =>
  new CallError('unavailable', detail, { failure: kind });

test('a worker is starting until it is registered, and then healthy', () => {
  const book = newBook();
  expect(book.current()).toMatchObject({ health: 'starting', reason: null });
  book.registered();
  expect(book.current()).toMatchObject({ health: 'healthy', reason: null });
  expect(book.lastSuccessMs()).toBe(clock.nowMs());
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
    expect(book.current()).toMatchObject({ health, reason: expect.stringContaining(`${kind}.`) });
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
  const answeredMs = book.lastSuccessMs();
  clock.jump(1_000);
  book.failed('reviews', failure('transient'));
  book.recovered('reviews');
  expect(book.current()).toMatchObject({ health: 'healthy' });
  expect(book.lastSuccessMs()).toBe(answeredMs);
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
  expect(book.current()).toMatchObject({ health: 'unauthorized', sinceMs });
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

test('a refused token is told with the URL, what was found there, and that nothing is claimed', () => {
  const book = newBook();
  book.failed('heartbeat', failure('unauthorized', 'The token was revoked.'));
  expect(book.current().reason).toBe(
    `The control plane at ${url} does not accept this worker. The token was revoked. Nothing is claimed; the token is read anew at each try.`,
  );
  expect(book.troubleOf('heartbeat')).toBe('unauthorized');
  const tokenless = newBook(undefined, () => false);
  tokenless.failed('heartbeat', failure('unauthorized', 'The header must carry a token.'));
  expect(tokenless.current().reason).toContain('Its token is missing, empty or cannot be read.');
});

test('the log has one line for each change, and none for a try that meets the same', () => {
  const path = join(temporaryFolder(), 'worker.log');
  const book = newBook(openLog(path, 'info'));
  book.registered();
  for (let tries = 0; tries < 10; tries += 1) {
    book.failed('heartbeat', failure('transient', 'Refused.'));
    book.failed('claims', failure('transient', 'No answer within 10 s.'));
    book.failed('heartbeat', failure('transient', 'Reset.'));
  }
  book.succeeded('claims');
  book.succeeded('heartbeat');
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  const told = lines.map((line) => JSON.parse(line)).map(({ health, msg }) => [health, msg]);
  expect(told).toEqual([
    ['healthy', 'the worker is healthy'],
    ['unreachable', 'Refused.'],
    ['unreachable', 'Reset.'],
    ['healthy', 'the worker is healthy'],
  ]);
});
