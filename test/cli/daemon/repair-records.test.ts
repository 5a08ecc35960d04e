import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { liveProcess } from '../../../src/cli/daemon/process-record.ts';
import { repairRecords } from '../../../src/cli/daemon/repair-records.ts';
import { toldRepairs } from '../../../src/cli/daemon/repairs.ts';
import { type StateLayout, stateLayout } from '../../../src/config/state-layout.ts';
import { systemClock } from '../../../src/edge/clock.ts';
import { takeLock } from '../../../src/edge/lock.ts';
import type { ProcessIdentity } from '../../../src/edge/processes/identity.ts';
import { identityOf, isAlive } from '../../support/alive.ts';
import { detached } from '../../support/detached.ts';
import { testEnvironment } from '../../support/git-repository.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const nobody = 4_194_304;
const fixtures = join(import.meta.dirname, '../../fixtures/older-version');

const emptyState = (): StateLayout => stateLayout(temporaryFolder());

const innocent = (): Promise<ProcessIdentity> => detached('exec sleep 600', '/', testEnvironment());

const writeRecord = (path: string, record: object): void =>
  writeFileSync(path, `${JSON.stringify(record)}\n`);

const repaired = (layout: StateLayout) =>
  repairRecords(layout, systemClock).map(({ what, kind, did }) => ({ what, kind, did }));

const removed = (what: string, kind: string) => ({ what, kind, did: 'removed' });

test('a reused pid is told, its file goes, and the program that has it now goes on', async () => {
  const layout = emptyState();
  const stranger = await innocent();
  writeFileSync(layout.workerPid, `${stranger.pid}\n`);
  writeRecord(layout.workerRecord, { ...stranger, startTime: '1' });
  writeRecord(layout.upRecord, { ...stranger, startTime: '1' });
  expect(repaired(layout)).toEqual([
    removed('up.process.json', 'reused_pid'),
    removed('worker.pid', 'reused_pid'),
    removed('worker.process.json', 'reused_pid'),
  ]);
  expect(isAlive(stranger)).toBe(true);
  expect([layout.workerPid, layout.workerRecord].filter((path) => existsSync(path))).toEqual([]);
});

test.skipIf(process.getuid?.() !== 0)(
  'a pid that another user has now is told as such, and not touched',
  async () => {
    const layout = emptyState();
    const child = spawn('sleep', ['600'], { uid: 65_534, cwd: '/', stdio: 'ignore' });
    onTestFinished(() => void child.kill('SIGKILL'));
    await once(child, 'spawn');
    const theirs = identityOf(child.pid ?? 0);
    writeFileSync(layout.workerPid, `${theirs.pid}\n`);
    expect(repaired(layout)).toEqual([removed('worker.pid', 'other_user')]);
    expect(isAlive(theirs)).toBe(true);
  },
);

test.each([
  ['empty', '', 'empty'],
  ['of blanks', ' \n\n', 'empty'],
  ['torn', '{"bootId":"5f3c', 'garbled'],
  ['garbage', '\u0000\u0007\uFFFDpid', 'garbled'],
  ['of a negative number', '-1\n', 'garbled'],
  ['of pid 0', '0\n', 'garbled'],
  ['of a pid that no kernel gives', '99999999999999999999\n', 'garbled'],
  ['of a dead process', `${nobody}\n`, 'dead_pid'],
  ['of a dead process, without a line feed', `${nobody}`, 'dead_pid'],
])('a worker.pid that is %s is told and removed', (_, text, kind) => {
  const layout = emptyState();
  writeFileSync(layout.workerPid, text);
  expect(repaired(layout)).toEqual([removed('worker.pid', kind)]);
  expect(repaired(layout)).toEqual([]);
  expect(toldRepairs(layout, systemClock.nowMs())).toMatchObject([{ what: 'worker.pid', kind }]);
});

test('what an older version has written is understood', () => {
  const layout = emptyState();
  for (const path of [layout.workerPid, layout.workerRecord])
    copyFileSync(join(fixtures, basename(path)), path);
  expect(repaired(layout)).toEqual([
    removed('worker.pid', 'dead_pid'),
    removed('worker.process.json', 'other_boot'),
  ]);
});

test('after a boot nothing that was recorded before it counts, whoever has its pid', async () => {
  const layout = emptyState();
  const stranger = await innocent();
  writeRecord(layout.workerRecord, { ...stranger, bootId: '00000000-1111-4222-8333-444444444444' });
  expect(repaired(layout)).toEqual([removed('worker.process.json', 'other_boot')]);
  expect(isAlive(stranger)).toBe(true);
});

test('the name of the host is for people: the record of a host that was renamed is its own', async () => {
  const layout = emptyState();
  const stranger = await innocent();
  writeRecord(layout.workerRecord, { ...stranger, hostId: null, hostName: 'as-it-was-called' });
  expect(repaired(layout)).toEqual([]);
  expect(liveProcess(layout.workerRecord)?.pid).toBe(stranger.pid);
});

test('what a record of a copied state directory names is not ours', async () => {
  const layout = emptyState();
  const stranger = await innocent();
  writeRecord(layout.workerRecord, { ...stranger, at: '/elsewhere/worker.process.json' });
  expect(repaired(layout)).toEqual([removed('worker.process.json', 'other_place')]);
  expect(isAlive(stranger)).toBe(true);
});

test('a file that is dated in the future, by a clock that was set back, is told and decides nothing', () => {
  const layout = emptyState();
  writeFileSync(layout.workerPid, `${nobody}\n`);
  const inAnHourS = systemClock.nowMs() / 1_000 + 3_600;
  utimesSync(layout.workerPid, inAnHourS, inAnHourS);
  expect(repairRecords(layout, systemClock)).toMatchObject([
    { kind: 'dead_pid', found: expect.stringMatching(/dated 3\d{3} s in the future/), did: 'removed' },
  ]);
});

test('a file that is read-only goes like any other', () => {
  const layout = emptyState();
  writeFileSync(layout.workerPid, `${nobody}\n`, { mode: 0o400 });
  expect(repaired(layout)).toEqual([removed('worker.pid', 'dead_pid')]);
});

test('an empty folder in the place of a record goes, one with something in it is left and said', () => {
  const layout = emptyState();
  mkdirSync(layout.workerPid);
  mkdirSync(join(layout.workerRecord, 'of somebody'), { recursive: true });
  const [first, second] = repairRecords(layout, systemClock);
  expect(first).toMatchObject({ what: 'worker.pid', kind: 'not_a_file', did: 'removed' });
  expect(second).toMatchObject({
    kind: 'not_a_file',
    did: 'left',
    why: expect.stringContaining('ENOTEMPTY'),
  });
  expect(toldRepairs(layout, systemClock.nowMs())).toHaveLength(1);
});

test.skipIf(process.getuid?.() === 0)(
  'in a read-only directory nothing is changed, and nothing thrown',
  () => {
    const layout = emptyState();
    writeFileSync(layout.workerPid, `${nobody}\n`);
    chmodSync(layout.root, 0o500);
    onTestFinished(() => chmodSync(layout.root, 0o700));
    expect(repairRecords(layout, systemClock).every(({ did }) => did === 'left')).toBe(true);
    expect(existsSync(layout.workerPid)).toBe(true);
  },
);

test('while the lock is held nothing is repaired: who holds it keeps its own records', () => {
  const layout = emptyState();
  writeFileSync(layout.workerPid, 'garbage');
  const lock = takeLock(layout.workerLock);
  if (lock.kind !== 'taken') throw new Error(lock.kind);
  onTestFinished(lock.release);
  expect(repaired(layout)).toEqual([]);
  expect(existsSync(layout.workerPid)).toBe(true);
});

test('the record of a process that lives stays, also where somebody has deleted its lock file', async () => {
  const layout = emptyState();
  const ours = await innocent();
  writeRecord(layout.workerRecord, ours);
  expect(repaired(layout)).toEqual([]);
  expect(existsSync(layout.workerRecord)).toBe(true);
});

test('where nothing was ever written nothing is made', () => {
  const layout = emptyState();
  expect(repaired(layout)).toEqual([]);
  expect(readdirSync(layout.root)).toEqual([]);
  expect(repaired(stateLayout(join(layout.root, 'missing')))).toEqual([]);
});
