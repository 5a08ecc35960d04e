import { execFile, execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { aliveness, readIdentity } from '../../../src/edge/processes/identity.ts';
import { killTmuxServer, probeTmux } from '../../../src/edge/tmux.ts';
import { readExit, readStarted } from '../../../src/worker/guard/guard-facts.ts';
import { installGuard } from '../../../src/worker/guard/install-guard.ts';
import { launchGuarded } from '../../../src/worker/guard/launch-guarded.ts';
import { guardedSession, launchedSession } from '../../support/guarded-session.ts';
import { signalPid } from '../../support/signal-pid.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { until } from '../../support/until.ts';

const file = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '');

describe('the guard', () => {
  it.each([
    ['success', ['true'], 0],
    ['failure', ['sh', '-c', 'exit 3'], 3],
    ['a signal', ['sh', '-c', 'kill -9 $$'], 137],
    ['a program that is missing', ['/no/such/program'], 127],
    ['a program that may not run', ['/etc/passwd'], 126],
  ])('leaves a receipt of %s', async (_, argv, status) => {
    const session = await launchedSession(argv);
    expect(await session.exitStatus()).toBe(status);
  });

  it('waits until it can write how the agent ended', async () => {
    const session = await launchedSession([
      'sh',
      '-c',
      'until test -e go; do sleep 0.05; done; touch over; exit 3',
    ]);
    await session.started();
    const inTheWay = `${session.layout.exit}.tmp`;
    mkdirSync(inTheWay);
    writeFileSync(join(session.workspace, 'go'), '');
    await until('the agent is over', () => existsSync(join(session.workspace, 'over')));
    expect(readExit(session.layout)).toEqual({ kind: 'none' });
    rmSync(inTheWay, { recursive: true });
    expect(await session.exitStatus()).toBe(3);
  });

  it('is not started without its workspace', async () => {
    const session = guardedSession(['true']);
    session.launch.workspace = join(session.workspace, 'gone');
    await expect(launchGuarded(session.launch)).rejects.toThrow(/its folder .*gone is missing/);
    expect(readStarted(session.layout)).toEqual({ kind: 'none' });
  });

  it('starts the agent once, however often the session is launched', async () => {
    const session = await launchedSession(['sh', '-c', 'echo x >> starts; exec sleep 60']);
    await until('started', () => existsSync(join(session.workspace, 'starts')));
    await launchGuarded(session.launch);
    execFileSync('sh', [join(session.layout.guard, 'parent.sh'), session.layout.directory]);
    expect(file(join(session.workspace, 'starts'))).toBe('x\n');
  });

  it('gives the agent a terminal, its workspace, its words and its marker, and no bell', async () => {
    const words = ["it's", '', ' two  words ', '#(touch x);', '$(touch y)', 'é\n2nd;', '-n', '*'];
    const script =
      'test -t 0 && test -t 1 && test -t 2 && pwd > seen && env > env && ls -l /proc/$$/fd > fds; printf "%s|" "$@" > words';
    const session = await launchedSession(['sh', '-c', script, 'sh', ...words]);
    expect(await session.exitStatus()).toBe(0);
    const seen = (name: string) => file(join(session.workspace, name));
    expect(seen('seen')).toBe(`${session.workspace}\n`);
    expect(seen('words')).toBe(words.map((word) => `${word}|`).join(''));
    expect(seen('env')).toContain(`PLANEGUARD_SESSION=${session.launch.sessionId}\n`);
    expect(seen('env')).not.toContain('PLANEGUARD_DIRECTORY');
    expect(seen('fds')).not.toContain('doorbell');
  });

  it('keeps the user bus from tmux and gives it to the agent', async () => {
    const bus = { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere', XDG_RUNTIME_DIR: '/nowhere' };
    const session = await launchedSession(['sh', '-c', 'env > env; exec sleep 60'], { env: bus });
    const { tmuxServerPid } = await session.started();
    await until('env', () => file(join(session.workspace, 'env')).includes('XDG_RUNTIME_DIR=/nowhere\n'));
    expect(file(join(session.workspace, 'env'))).toContain('DBUS_SESSION_BUS_ADDRESS=unix:path=/nowhere\n');
    if (process.platform !== 'linux') return;
    expect(file(`/proc/${tmuxServerPid}/environ`)).not.toMatch(/(^|\0)(DBUS_SESSION|XDG_RUNTIME)/);
  });

  it.each(['TERM', 'INT', 'HUP'] as const)(
    'survives SIG%s, which the agent gets as by default',
    async (signal) => {
      const session = await launchedSession(['sh', '-c', 'echo $$ > pid; exec sleep 60']);
      const { parent } = await session.started();
      const pid = await until('pid', () => file(join(session.workspace, 'pid')).trim() || null);
      process.kill(parent.pid, `SIG${signal}`);
      signalPid(pid, `SIG${signal}`);
      expect(await session.exitStatus()).toBe(128 + { TERM: 15, INT: 2, HUP: 1 }[signal]);
    },
  );

  it('writes how the agent ended also when its tmux server was killed', async () => {
    const session = await launchedSession([
      'sh',
      '-c',
      'trap "" HUP; while ! test -e go; do sleep 0.1; done; exit 5',
    ]);
    const { tmuxServerPid } = await session.started();
    process.kill(tmuxServerPid, 'SIGKILL');
    await until('tmux is dead', async () => (await probeTmux(session.tmux)) === 'dead');
    execFileSync('touch', [join(session.workspace, 'go')]);
    expect(await session.exitStatus()).toBe(5);
  });

  it('says who it is', async () => {
    const session = await launchedSession(['sleep', '60']);
    const { parent, tmuxServerPid, reaperPid, atMs } = await session.started();
    expect(readIdentity(parent.pid)).toEqual(parent);
    expect(aliveness(parent)).toBe('alive');
    expect(readIdentity(tmuxServerPid)).not.toBeNull();
    expect(reaperPid).toBeGreaterThan(0);
    expect(Math.abs(Date.now() - atMs)).toBeLessThan(60_000);
  });

  it('leaves by itself soon after the agent, and keeps its last words', async () => {
    const session = await launchedSession(['sh', '-c', 'printf "%05000d" 0; printf "the last words"']);
    await session.exitStatus();
    await until('it has left', async () => (await probeTmux(session.tmux)) === 'dead');
    expect(file(session.layout.transcript)).toMatch(/the last words$/);
  });

  it('works in folders of any name', async () => {
    const folder = join(temporaryFolder(), 'a b\'c"d #(touch x);é $(touch y)');
    const session = await launchedSession(['sh', '-c', 'echo hello; echo x > made; exit 4'], { folder });
    expect(await session.exitStatus()).toBe(4);
    expect(file(join(session.workspace, 'made'))).toBe('x\n');
    await until('the transcript', () => file(session.layout.transcript).includes('hello'));
    expect(await session.stop()).toMatchObject({ proof: 'swept', residue: [] });
    for (const name of ['x', 'y']) expect(existsSync(join(session.workspace, name))).toBe(false);
  });

  it('keeps its files to this user', async () => {
    const session = await launchedSession(['sleep', '60']);
    expect(statSync(session.layout.command).mode & 0o077).toBe(0);
    expect(statSync(session.layout.doorbell).mode & 0o077).toBe(0);
    expect(statSync(session.layout.guard).mode & 0o077).toBe(0);
  });

  it('is not written down when nothing was launched', () => {
    const session = guardedSession(['true']);
    expect(readStarted(session.layout)).toEqual({ kind: 'none' });
    expect(readExit(session.layout)).toEqual({ kind: 'none' });
  });

  it.runIf(process.getuid?.() !== 0)('starts nothing in a directory that cannot be written', async () => {
    const session = guardedSession(['sh', '-c', 'touch made']);
    chmodSync(session.layout.directory, 0o500);
    await expect(launchGuarded(session.launch)).rejects.toThrow(/EACCES/);
    chmodSync(session.layout.directory, 0o700);
    expect(await killTmuxServer(session.tmux)).toBe(false);
  });
});

/** What may be behind /bin/sh. */
const shells = ['sh', 'dash', 'bash --posix', 'busybox sh', 'ksh', 'zsh --emulate sh'];

describe.each(shells.filter(isInstalled))('the guard under %s', (words) => {
  const [shell = '', ...options] = words.split(' ');

  /** Without tmux; the guard stays for two seconds after its agent. */
  async function statusOf(argv: readonly string[], workspace?: string): Promise<number> {
    const session = guardedSession(argv);
    installGuard(session.layout, workspace ?? session.workspace, argv);
    const parent = join(session.layout.guard, 'parent.sh');
    await promisify(execFile)(shell, [...options, parent, session.layout.directory]);
    expect((await session.started()).tmuxServerPid).toBe(process.pid);
    return session.exitStatus();
  }

  it('writes who it is and how the agent ended, or could not begin', async () => {
    const statuses = await Promise.all([
      statusOf(['sh', '-c', 'exit 7']),
      statusOf(['true'], '/no/such/folder'),
      statusOf(['/no/such/program']),
    ]);
    expect(statuses).toEqual([7, 126, 127]);
  });
});

function isInstalled(words: string): boolean {
  const [program = ''] = words.split(' ');
  return (process.env.PATH ?? '').split(':').some((folder) => existsSync(join(folder, program)));
}
