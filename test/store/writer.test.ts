import { expect, test } from 'vitest';
import { afterInput } from '../../src/edge/clock.ts';
import { appendEvent } from '../../src/store/append-event.ts';
import { listEvents } from '../../src/store/list-events.ts';
import { type Operation, Writer } from '../../src/store/writer.ts';
import { openStore } from '../support/open-store.ts';

const append =
  (kind: string): Operation<number> =>
  (write) =>
    appendEvent(write, { requestId: null, attempt: null, kind, data: {} });

const failAfter =
  (kind: string): Operation<never> =>
  async (write) => {
    await append(kind)(write);
    throw new Error(`after ${kind}`);
  };

test('operations that wait together share a commit, in their order', async () => {
  const { writer, commits } = await openStore();
  const results = await Promise.all([writer.write(append('a')), writer.write(append('b'))]);
  expect(results).toEqual([1, 2]);
  expect(commits.map((events) => events.map((event) => event.kind))).toEqual([['a', 'b']]);
});

test('an operation that throws is rolled back alone; its neighbours are committed once', async () => {
  const { db, writer, commits } = await openStore();
  const results = await Promise.allSettled([
    writer.write(append('a')),
    writer.write(failAfter('b')),
    writer.write(append('c')),
  ]);
  expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  const kept = await listEvents(db, { requestId: null, afterSeq: 0, limit: 10 });
  expect(kept.map((event) => event.kind)).toEqual(['a', 'c']);
  expect(commits.flat()).toEqual(kept);
});

test('events are told after their commit, and before its callers go on', async () => {
  const { writer, commits } = await openStore();
  await writer.write(async (write) => {
    await append('a')(write);
    expect(commits).toEqual([]);
  });
  expect(commits).toHaveLength(1);
});

test('idle waits for what is queued', async () => {
  const { writer, commits } = await openStore();
  void writer.write(append('a'));
  await writer.idle();
  expect(commits).toHaveLength(1);
});

test('a listener that throws makes nothing run again that is committed, and the writer goes on', async () => {
  const { db } = await openStore();
  const told: unknown[] = [];
  const onCommitted = (events: unknown[]): void => {
    told.push(events);
    if (told.length === 1) throw new Error('deaf');
  };
  const writer = new Writer({ db, nowMs: () => 0, afterInput, onCommitted });
  const results = await Promise.allSettled([writer.write(append('a')), writer.write(append('b'))]);
  expect(results).toMatchObject([{ reason: new Error('deaf') }, { reason: new Error('deaf') }]);
  expect(await writer.write(append('c'))).toBe(3);
  const kept = await listEvents(db, { requestId: null, afterSeq: 0, limit: 10 });
  expect(kept.map((event) => event.kind)).toEqual(['a', 'b', 'c']);
});
