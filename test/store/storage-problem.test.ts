import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { addRequest } from '../../src/store/add-request.ts';
import { listRequests } from '../../src/store/list-requests.ts';
import { storageTrouble } from '../../src/store/storage-problem.ts';
import { openStore, type TestStore } from '../support/open-store.ts';
import { newRequest } from '../support/worker-calls.ts';

const add = (store: TestStore, id: string, prompt: string) =>
  store.writer.write((write) =>
    addRequest(write, { id, wanted: { ...newRequest, prompt }, idempotency: null }),
  );

const limitPages = (store: TestStore, pages: number) =>
  sql`pragma max_page_count = ${sql.lit(pages)}`.execute(store.db);

test('a full disk is told as such, changes nothing, and is over when there is space again', async () => {
  const store = await openStore();
  await limitPages(store, 1);
  const results = await Promise.allSettled([
    add(store, 'r00000001', 'x'.repeat(1_000_000)),
    add(store, 'r00000002', 'y'.repeat(1_000_000)),
  ]);
  for (const result of results) {
    expect(result.status === 'rejected' && storageTrouble(result.reason)).toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('SQLITE_FULL'),
    });
  }
  await limitPages(store, 1_000_000);
  await add(store, 'r00000003', 'z');
  const filter = { states: null, repository: null, before: null, limit: 10 };
  expect(await listRequests(store.db, filter)).toMatchObject([{ id: 'r00000003' }]);
});

test('a database that has become read-only is told as such, and is over when it is not', async () => {
  const store = await openStore();
  await sql`pragma query_only = 1`.execute(store.db);
  const failed: unknown = await add(store, 'r00000001', 'x').catch((error: unknown) => error);
  expect(storageTrouble(failed)).toMatchObject({
    code: 'unavailable',
    message: expect.stringMatching(/cannot write its database \(SQLITE_READONLY/),
  });
  await sql`pragma query_only = 0`.execute(store.db);
  await add(store, 'r00000002', 'y');
});

test('an error of the program is no trouble of the disk', () => {
  expect(storageTrouble(new TypeError('x is not a function'))).toBeNull();
});
