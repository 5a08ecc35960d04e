import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { bootId } from '../../../src/edge/processes/identity.ts';
import { identityOf } from '../../support/alive.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { until } from '../../support/until.ts';

const program = join(import.meta.dirname, '../../../src/worker/guard/find-processes.sh');

/** Runs lines of sh after the guard's own; what they write. */
function sh(lines: string, ...args: string[]): string {
  const names = 'session=nobody installation= workspace= cgroup= met= signalled=0';
  const script = `${names}\n. '${program}'\n${lines}\necho "$signalled"`;
  const env = { ...process.env, LC_ALL: 'C.UTF-8' };
  return spawnSync('sh', ['-c', script, 'sh', ...args], { encoding: 'utf8', env }).stdout;
}

function sleeper(env: Record<string, string> = {}) {
  const child = spawn('sleep', ['600'], { stdio: 'ignore', env: { PATH: process.env.PATH, ...env } });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

it('sends a signal to a process that is who it was when it was looked for', async () => {
  const child = sleeper();
  const ended = once(child, 'exit');
  expect(sh('find_processes; send_signal TERM "$1"', String(child.pid))).toBe('1\n');
  expect((await ended)[1]).toBe('SIGTERM');
});

it('sends none to a pid that is another process by then, or was never looked at', () => {
  const child = sleeper();
  const pid = String(child.pid);
  expect(sh('find_processes; eval "start_$1=1"; send_signal KILL "$1"', pid)).toBe('0\n');
  expect(sh('send_signal KILL "$1"', pid)).toBe('0\n');
  expect(child.signalCode).toBeNull();
});

/** Whom the guard finds, as pids. */
const found = (lines: string, ...args: string[]): string[] =>
  sh(`${lines}\necho $found`, ...args)
    .split('\n')[0]
    ?.split(' ')
    .filter(Boolean) ?? [];

it('finds who carries the marker, and nobody that names another installation', () => {
  const session = `rfound${process.pid}-1`;
  const [ours, older, theirs] = ['wours0000', null, 'wtheirs00'].map((installation) =>
    sleeper({
      PLANEGUARD_SESSION: session,
      ...(installation === null ? {} : { PLANEGUARD_INSTALLATION: installation }),
    }),
  );
  const as = (installation: string) =>
    found(`session=${session} installation=${installation}; find_processes`).toSorted();
  expect(as('wours0000')).toEqual([`${ours?.pid}`, `${older?.pid}`].toSorted());
  expect(as("''")).toEqual([`${ours?.pid}`, `${older?.pid}`, `${theirs?.pid}`].toSorted());
});

it('finds whom the worker has recorded, unless the pid is another process by now', () => {
  const [known, another] = [sleeper(), sleeper()].map(({ pid }) => identityOf(`${pid}`));
  const file = join(temporaryFolder(), 'processes');
  writeFileSync(file, `v1 ${bootId()}\n${known?.pid} ${known?.startTime}\n${another?.pid} 1\n$(touch /) x\n`);
  const lines = (boot: string) => `this_boot=${boot}; read_recorded "$1"; find_processes`;
  expect(found(lines(bootId()), file)).toEqual([`${known?.pid}`]);
  expect(found(lines('another'), file)).toEqual([]);
});

it.runIf(process.platform === 'linux')('remembers who each process is, whatever its name holds', async () => {
  const parent = sleeper();
  // No program of Node's has a name that is no text.
  const odd = `${temporaryFolder()}/a) Z\n1 (b;$(c`;
  symlinkSync('/bin/sleep', Buffer.from(`${odd}\xff`, 'latin1'));
  const child = spawn('sh', ['-c', `exec "$1$(printf '\\377')" 600`, 'sh', odd], { stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  await until('it has its name', () => readFileSync(`/proc/${child.pid}/comm`).includes(0xff));
  const remembered = (pid: number | undefined) =>
    sh('remember_all; eval "echo \\$parent_$1 \\$start_$1"', `${pid}`).split('\n')[0];
  for (const { pid } of [parent, child])
    expect(remembered(pid)).toBe(`${process.pid} ${identityOf(`${pid}`).startTime}`);
});

it('takes what is no file in the place of the record for none', () => {
  const folder = join(temporaryFolder(), 'processes');
  mkdirSync(folder);
  expect(found('this_boot=b; read_recorded "$1"; find_processes', folder)).toEqual([]);
});
