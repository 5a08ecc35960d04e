import {
  chmodSync,
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { CliPerson } from '../support/cli.ts';
import { startControlPlane } from '../support/control-plane.ts';
import { newRequest } from '../support/worker-calls.ts';

/** A person whose state directory has a request in it; the control plane still runs. */
async function withRequest() {
  const person = new CliPerson();
  const plane = await startControlPlane({ folder: person.stateDir });
  const { body } = await plane.operator('POST', '/v1/requests', newRequest);
  return { person, plane, id: body.id as string, backup: join(person.folder, 'backup.db') };
}

async function withBackup() {
  const made = await withRequest();
  expect(await made.person.planeguard('backup', 'backup.db')).toMatchObject({ exit: 0 });
  await made.plane.controlPlane.close();
  return made;
}

test('a backup is taken while the control plane runs, is private, and overwrites nothing', async () => {
  const { person, backup } = await withRequest();
  const said = await person.planeguard('backup', 'backup.db', '--json');
  expect(said).toMatchObject({ exit: 0, stderr: '' });
  expect(JSON.parse(said.stdout)).toEqual({ file: backup, bytes: statSync(backup).size });
  expect(statSync(backup).mode & 0o777).toBe(0o600);
  const before = readFileSync(backup);
  const again = await person.planeguard('backup', 'backup.db');
  expect(again).toMatchObject({ exit: 4, stderr: expect.stringMatching(/is there already\. Name another/) });
  expect(readFileSync(backup).equals(before)).toBe(true);
  expect(await person.planeguard('backup', 'no/such/folder.db')).toMatchObject({
    exit: 4,
    stderr: expect.stringContaining('its folder does not exist'),
  });
});

test('nothing is backed up where nothing was ever kept', async () => {
  const person = new CliPerson();
  const said = await person.planeguard('backup', 'backup.db');
  expect(said).toMatchObject({ exit: 75, stderr: expect.stringContaining('nothing to back up') });
  expect(existsSync(join(person.folder, 'backup.db'))).toBe(false);
});

test('a backup is restored, also into an empty state directory, and what was there is kept', async () => {
  const { person, id } = await withBackup();
  const later = await startControlPlane({ folder: person.stateDir });
  const { body: lost } = await later.operator('POST', '/v1/requests', newRequest);
  await later.controlPlane.close();
  const restored = await person.planeguard('restore', 'backup.db');
  expect(restored).toMatchObject({
    exit: 0,
    stdout: expect.stringMatching(/^Restored from .*: generation 2\./),
  });
  expect((await person.planeguard('show', id)).exit).toBe(0);
  expect((await person.planeguard('show', lost.id)).exit).toBe(3);
  const kept = readdirSync(person.stateDir).filter((name) => name.includes('.replaced-'));
  expect(kept).toHaveLength(1);
  const replaced = new Sqlite(join(person.stateDir, kept[0] ?? ''), { readonly: true });
  expect(replaced.prepare('select id from requests order by ordinal').pluck().all()).toEqual([id, lost.id]);
  replaced.close();

  const elsewhere = new CliPerson();
  copyFileSync(join(person.folder, 'backup.db'), join(elsewhere.folder, 'backup.db'));
  const moved = await elsewhere.planeguard('restore', 'backup.db');
  expect(moved).toMatchObject({
    exit: 0,
    stdout: expect.stringContaining('31 minutes after the next start'),
  });
  expect((await elsewhere.planeguard('show', id)).exit).toBe(0);
});

test('nothing is restored while a control plane runs', async () => {
  const { person } = await withBackup();
  await startControlPlane({ folder: person.stateDir });
  expect(await person.planeguard('restore', 'backup.db')).toMatchObject({
    exit: 4,
    stderr: expect.stringMatching(/A control plane runs on .*planeguard down --keep-sessions/),
  });
});

/** SQLite's own files beside a database come and go. */
const databasesIn = ({ stateDir }: CliPerson): string[] =>
  readdirSync(stateDir).filter((name) => name.includes('.db') && !/-(wal|shm)$/.test(name));

/** How a file is no backup, and what is said of it. */
const unusable: [string, (backup: string) => void, { exit: number; says: RegExp }][] = [
  [
    'is no database',
    (path) => writeFileSync(path, 'notes '.repeat(2_000)),
    { exit: 2, says: /is not a database/ },
  ],
  ['is empty', (path) => truncateSync(path, 0), { exit: 2, says: /not a control plane's database/ }],
  [
    'is torn',
    (path) => truncateSync(path, Math.floor(statSync(path).size / 8_192) * 4_096),
    { exit: 2, says: /is damaged/ },
  ],
  [
    'is somebody else’s database',
    (path) => {
      truncateSync(path, 0);
      const other = new Sqlite(path);
      other.exec('create table requests (id text)');
      other.close();
    },
    { exit: 2, says: /not a control plane's database/ },
  ],
  [
    'is of a newer version',
    (path) => {
      const newer = new Sqlite(path);
      newer.exec("insert into schema_versions (version, name) values (99, 'later')");
      newer.close();
    },
    { exit: 78, says: /schema version 99, this program knows up to \d+/ },
  ],
  [
    'is of another installation',
    (path) => {
      const other = new Sqlite(path);
      other.exec("update installation set database_id = 'd-other'");
      other.close();
    },
    { exit: 4, says: /is of another installation/ },
  ],
];

test.each(unusable)(
  'a file that %s is refused with a sentence, and changes nothing',
  async (_, spoil, { exit, says }) => {
    const { person, id, backup } = await withBackup();
    spoil(backup);
    chmodSync(backup, 0o400);
    const before = databasesIn(person);
    const refused = await person.planeguard('restore', 'backup.db');
    expect(refused).toMatchObject({ exit, stdout: '' });
    expect(refused.stderr).toMatch(says);
    expect(refused.stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(databasesIn(person)).toEqual(before);
    expect((await person.planeguard('show', id)).exit).toBe(0);
  },
);

test('a file that is not there is refused with a sentence', async () => {
  const person = new CliPerson();
  const refused = await person.planeguard('restore', 'backup.db');
  expect(refused).toMatchObject({ exit: 2, stderr: expect.stringContaining('does not exist') });
  expect(existsSync(join(person.stateDir, 'planeguard.db'))).toBe(false);
});
