import { copyFileSync, existsSync, openSync, readdirSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { kyselyOver } from '../../src/store/dialect.ts';
import { migrate, schemaVersion } from '../../src/store/migrate.ts';
import { migrations } from '../../src/store/migrations/all.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import type { Tables } from '../../src/store/tables.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

async function made(): Promise<string> {
  const path = join(temporaryFolder(), 'planeguard.db');
  await (await openDatabase(path)).destroy();
  return path;
}

test('a database is made, and opened again as it is', async () => {
  const path = await made();
  const db = await openDatabase(path);
  expect(await db.selectFrom('requests').selectAll().execute()).toEqual([]);
  await db.destroy();
  expect(copiesOf(path)).toEqual([]);
});

test('others on the machine cannot read a new database, wherever it lies', async () => {
  const path = join(temporaryFolder(), 'planeguard.db');
  const db = await openDatabase(path);
  const modes = ['', '-wal', '-shm'].map((suffix) => statSync(`${path}${suffix}`).mode & 0o777);
  expect(modes).toEqual([0o600, 0o600, 0o600]);
  await db.destroy();
});

test('a database that a newer program has made is refused', async () => {
  const path = await made();
  const newer = new Sqlite(path);
  newer.prepare("insert into schema_versions (version, name) values (99, 'later')").run();
  newer.close();
  await expect(openDatabase(path)).rejects.toMatchObject({
    code: 'misconfigured',
    message: expect.stringMatching(/version 99.*newer Planeguard/),
  });
});

/** A database as the first version made it, with something in it. */
async function madeBefore(): Promise<string> {
  const path = join(temporaryFolder(), 'planeguard.db');
  const older = new Sqlite(path);
  const db = kyselyOver<Tables>(older);
  await migrate(db, await schemaVersion(db), migrations.slice(0, 1));
  older.exec("insert into tokens (id, kind, hash, created_at) values ('t1', 'operator', 'h', 1)");
  older.close();
  return path;
}

const copiesOf = (path: string): string[] =>
  readdirSync(dirname(path)).filter((name) => name.endsWith('.backup'));

test('a copy is kept before a database is migrated, and told', async () => {
  const path = await madeBefore();
  const told: string[] = [];
  await (await openDatabase(path, { onBackedUp: (copy) => told.push(copy) })).destroy();
  const [name = ''] = copiesOf(path);
  expect(name).toMatch(/^planeguard\.db\.v1-\d{8}T\d{6}Z\.backup$/);
  expect(told).toEqual([join(dirname(path), name)]);
  const copy = new Sqlite(told[0], { readonly: true });
  expect(copy.prepare('select max(version) from schema_versions').pluck().get()).toBe(1);
  expect(copy.prepare('select id from tokens').pluck().all()).toEqual(['t1']);
  copy.close();
  expect(statSync(told[0] ?? '').mode & 0o777).toBe(0o600);
});

test('three copies are kept', async () => {
  const path = await madeBefore();
  for (const day of [10, 11, 12]) writeFileSync(`${path}.v0-202501${day}T000000Z.backup`, '');
  await (await openDatabase(path)).destroy();
  expect(copiesOf(path)).toHaveLength(3);
  expect(existsSync(`${path}.v0-20250110T000000Z.backup`)).toBe(false);
});

test('a migration that fails changes nothing, and says what to do', async () => {
  const path = await madeBefore();
  const spoilt = new Sqlite(path);
  // The second step but one meets a table that is not as it left it.
  spoilt.exec('alter table workers add column token_id text');
  spoilt.close();
  await expect(openDatabase(path)).rejects.toMatchObject({
    code: 'misconfigured',
    message: expect.stringMatching(/from schema version 1 to \d+ .*nothing of it was changed/),
  });
  const after = new Sqlite(path, { readonly: true });
  expect(after.prepare('select max(version) from schema_versions').pluck().get()).toBe(1);
  expect(after.prepare("select name from sqlite_master where name = 'quarantine'").all()).toEqual([]);
  after.close();
});

test('a file that is no database is refused by name', async () => {
  const path = join(temporaryFolder(), 'planeguard.db');
  writeFileSync(path, 'no database '.repeat(1_000));
  await expect(openDatabase(path)).rejects.toMatchObject({
    code: 'misconfigured',
    message: expect.stringContaining(`${path} is not a database`),
  });
});

test('a damaged database is refused by name', async () => {
  const path = await made();
  const damaged = `${path}.damaged`;
  copyFileSync(path, damaged);
  const file = openSync(damaged, 'r+');
  writeSync(file, Buffer.alloc(20_000, 0xa5), 0, 20_000, 4_096);
  await expect(openDatabase(damaged)).rejects.toMatchObject({
    code: 'misconfigured',
    message: expect.stringMatching(/is damaged: restore a backup/),
  });
});

test('a folder that does not exist is told so', async () => {
  const path = join(temporaryFolder(), 'missing', 'planeguard.db');
  await expect(openDatabase(path)).rejects.toMatchObject({
    code: 'misconfigured',
    message: expect.stringContaining('its folder does not exist'),
  });
});

test('a database that another program has locked is told so', async () => {
  const path = await made();
  const other = new Sqlite(path);
  other.pragma('locking_mode = EXCLUSIVE');
  other.exec('begin exclusive');
  try {
    await expect(openDatabase(path, { busyTimeoutMs: 10 })).rejects.toMatchObject({
      code: 'misconfigured',
      message: expect.stringContaining('Another program has locked'),
    });
  } finally {
    other.close();
  }
});

test('evidence of a database from before its ids counted within their attempt is still there', async () => {
  const path = join(temporaryFolder(), 'planeguard.db');
  const older = new Sqlite(path);
  const db = kyselyOver<Tables>(older);
  await schemaVersion(db);
  const before = migrations.findIndex(({ name }) => name === 'events by attempt');
  for (const migration of migrations.slice(0, before)) await migration.up(db);
  older.exec(`
    insert into requests (id, state, summary, next, repository, remote, prompt, title, agent, created_at, updated_at)
      values ('r1', 'done', '', '', '', '', '', '', '', 1, 1);
    insert into attempts (id, request_id, number, worker_id, claim_id, granted_at) values ('r1-1', 'r1', 1, 'w', 'c', 1);
    insert into evidence (event_id, attempt_id, at, kind, data) values ('e', 'r1-1', 5, 'exit', '{}');
    insert into attempt_events (event_id, attempt_id, type, answer) values ('e', 'r1-1', 'ended', '{}');`);
  older.prepare("insert into schema_versions (version, name) values (?, 'before')").run(before);
  older.close();
  const opened = await openDatabase(path);
  const evidence = await opened.selectFrom('evidence').selectAll().execute();
  const events = await opened.selectFrom('attempt_events').selectAll().execute();
  expect(evidence).toEqual([
    { ordinal: 1, event_id: 'e', attempt_id: 'r1-1', at: 5, kind: 'exit', data: '{}' },
  ]);
  expect(events).toEqual([{ event_id: 'e', attempt_id: 'r1-1', type: 'ended', answer: '{}' }]);
  await opened.destroy();
});
