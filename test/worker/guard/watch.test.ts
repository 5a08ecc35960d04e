import { execFileSync, spawn } from 'node:child_process';
import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../../src/edge/clock.ts';
import { readIfThere, writeWhole } from '../../../src/edge/files.ts';
import { aliveness, bootId } from '../../../src/edge/processes/identity.ts';
import { listProcesses, readDetails } from '../../../src/edge/processes/list.ts';
import { signalProcess } from '../../../src/edge/processes/signal.ts';
import { probeTmux } from '../../../src/edge/tmux.ts';
import { endWatch } from '../../../src/worker/guard/end-watch.ts';
import { readIdentityOf, readWatchStop, writeDeadline } from '../../../src/worker/guard/guard-facts.ts';
import { installGuard } from '../../../src/worker/guard/install-guard.ts';
import { identityOf } from '../../support/alive.ts';
import { type GuardedSession, guardedSession, launchedSession } from '../../support/guarded-session.ts';
import { descendantsOf } from '../../support/process-tree.ts';
import { tiersHere } from '../../support/tiers.ts';
import { until } from '../../support/until.ts';

const log = ({ layout }: GuardedSession): string => readIfThere(join(layout.guard, 'watch.log')) ?? '';

const stopped = (session: GuardedSession) =>
  until('the watch stopped it', () => {
    const fact = readWatchStop(session.layout);
    return fact.kind === 'stopped' ? fact : null;
  });

const identity = (session: GuardedSession) =>
  until('the watch', () => readIdentityOf(session.layout, 'watch'));

/** A watch alone, quick, whose clock is a file: no agent needs to die for it. */
async function quickWatch(deadline: string | null, clock: number): Promise<GuardedSession> {
  const session = guardedSession(['true']);
  const { layout, launch } = session;
  installGuard(layout, session.workspace, launch.argv);
  appendFileSync(
    join(layout.guard, 'facts.sh'),
    '\nread_clock() { read -r value < "$dir/clock"; echo >> "$dir/rounds"; }\n',
  );
  setClock(session, clock);
  if (deadline !== null) writeFileSync(layout.deadline, deadline);
  const args = [layout.directory, launch.sessionId, session.workspace, '', '1', '0.05'];
  spawn('sh', [join(layout.guard, 'watch.sh'), ...args], {
    detached: true,
    stdio: 'ignore',
    cwd: '/',
  }).unref();
  await identity(session);
  return session;
}

const setClock = ({ layout }: GuardedSession, seconds: number): void =>
  writeWhole(join(layout.directory, 'clock'), `${seconds}\n`);

/** Each look at the clock leaves a line. */
async function someRounds({ layout }: GuardedSession): Promise<void> {
  const rounds = () => readIfThere(join(layout.directory, 'rounds'))?.length ?? 0;
  const before = rounds();
  await until('three more rounds', () => rounds() >= before + 3);
}

describe('the watch and its deadline', () => {
  it('does nothing before a deadline, and acts once it has passed', async () => {
    const session = await quickWatch(`${bootId()} 1000\n`, 999);
    await someRounds(session);
    expect(readWatchStop(session.layout).kind).toBe('none');
    setClock(session, 1_000);
    expect(await stopped(session)).toMatchObject({ why: 'deadline', left: [] });
  });

  it('follows a deadline that moves later', async () => {
    const session = await quickWatch(`${bootId()} 1000\n`, 990);
    writeDeadline(session.layout, { bootId: bootId(), deadlineBootSeconds: 1_020 });
    await someRounds(session);
    setClock(session, 1_010);
    await someRounds(session);
    expect(readWatchStop(session.layout).kind).toBe('none');
  });

  it.each([
    ['missing', null],
    ['empty', ''],
    ['without its last newline', `${bootId()} 1`],
    ['torn', `${bootId()}`],
    ['of another boot', 'another-boot 1\n'],
    ['garbage', '\0\u0001 nonsense\n'],
    ['not a number', `${bootId()} -5\n`],
    ['too long', `${bootId()} 1 2\n`],
    ['octal', `${bootId()} 0999\n`],
  ])('believes a deadline that is %s only after several reads, and says so', async (_, deadline) => {
    const session = await quickWatch(deadline, 500);
    await until('a first doubt', () => log(session).includes('cannot be read (1 of 6)'));
    expect(await stopped(session)).toMatchObject({ why: 'unreadable' });
    expect(log(session)).toContain('(6 of 6)');
  });

  it('goes by the last good deadline while the file cannot be read', async () => {
    const session = await quickWatch(`${bootId()} 1000\n`, 999);
    await someRounds(session);
    rmSync(session.layout.deadline);
    await until('doubts', () => log(session).includes('(8 of 6)'));
    expect(readWatchStop(session.layout).kind).toBe('none');
    setClock(session, 1_001);
    expect(await stopped(session)).toMatchObject({ why: 'unreadable' });
  });

  it('waits for nobody where an agent has put FIFOs in the place of files', async () => {
    const session = await quickWatch(`${bootId()} 1000\n`, 999);
    await someRounds(session);
    for (const path of [session.layout.deadline, session.layout.started]) {
      rmSync(path, { force: true });
      execFileSync('mkfifo', [path]);
    }
    await until('doubts', () => log(session).includes('(6 of 6)'));
    setClock(session, 1_001);
    expect(await stopped(session)).toMatchObject({ why: 'unreadable' });
  });

  it('forgets its doubts when the file is whole again', async () => {
    const session = await quickWatch('', 999);
    await until('a doubt', () => log(session).includes('(2 of 6)'));
    writeDeadline(session.layout, { bootId: bootId(), deadlineBootSeconds: 1_000 });
    await someRounds(session);
    expect(readWatchStop(session.layout).kind).toBe('none');
  });

  it('gives the worker a minute after the machine slept', async () => {
    const session = await quickWatch(`${bootId()} 1000\n`, 900);
    await someRounds(session);
    setClock(session, 5_000);
    await until('it noticed', () => log(session).includes('not acting before 5060'));
    await someRounds(session);
    expect(readWatchStop(session.layout).kind).toBe('none');
    for (const now of [5_025, 5_050]) {
      setClock(session, now);
      await someRounds(session);
    }
    expect(readWatchStop(session.layout).kind).toBe('none');
    setClock(session, 5_060);
    expect(await stopped(session)).toMatchObject({ why: 'deadline' });
  });
});

describe('the watch', () => {
  it.each(tiersHere)('stops the session at its deadline on tier %i, and proves it', async (tier) => {
    const script =
      'trap "" TERM; setsid sleep 61 & (cd /; nohup sleep 62 >/dev/null 2>&1 &); while :; do sleep 63; done';
    const session = await launchedSession(['sh', '-c', script], { tier, lastsSeconds: 1 });
    const { why, left, counts } = await stopped(session);
    expect({ why, left }).toEqual({ why: 'deadline', left: [] });
    expect(counts?.found).toBeGreaterThanOrEqual(5);
    expect(counts?.terminated).toBeGreaterThanOrEqual(3);
    expect(counts?.tookMs).toBeGreaterThanOrEqual(1_000);
    expect(await probeTmux(session.tmux)).toBe('dead');
    expect(await session.stop()).toMatchObject({ grace: 'not_needed', killed: 0, residue: [] });
  });

  it('forgets nobody whose parent ends before them, and asks no environment for a name', async () => {
    const hidden = `env -i setsid sh -c 'trap "" TERM; cd /; echo $$ > "$0/pid"; exec sleep 64' "$PWD" &`;
    const session = await launchedSession(['sh', '-c', `${hidden} exec sleep 65`], { lastsSeconds: 3 });
    const pid = await until('it hides', () => readIfThere(join(session.workspace, 'pid'))?.trim() || null);
    const child = identityOf(`${pid}`);
    onTestFinished(() => void signalProcess(child, 'SIGKILL'));
    expect(await stopped(session)).toMatchObject({ left: [] });
    expect(aliveness(child)).toBe('dead');
  });

  it('lets the agent end by itself within its grace', async () => {
    const script = 'trap "echo bye; exit 9" TERM; while :; do sleep 0.05; done';
    const session = await launchedSession(['sh', '-c', script], { lastsSeconds: 1 });
    await stopped(session);
    expect(await session.exitStatus()).toBe(9);
    expect(readFileSync(session.layout.transcript, 'utf8')).toContain('bye');
  });

  it('ends when the session is closed, at once when it is asked to, and may be asked again', async () => {
    const session = await launchedSession(['sleep', '60']);
    const watch = await identity(session);
    expect(await endWatch(session.layout, systemClock)).toEqual({ kind: 'gone' });
    expect(aliveness(watch)).toBe('dead');
    expect(await endWatch(session.layout, systemClock)).toEqual({ kind: 'gone' });
  });

  it('ends when the directory of the session is gone', async () => {
    const session = await quickWatch(`${bootId()} 1000\n`, 1);
    const watch = await identity(session);
    rmSync(session.layout.directory, { recursive: true, maxRetries: 5 }); // it may be writing
    await until('it has ended', () => aliveness(watch) === 'dead');
  });

  it('lives outside the workspace, the terminal and the marker of its session', async () => {
    const session = await launchedSession(['sleep', '60']);
    const { pid } = await identity(session);
    const listing = await listProcesses();
    if (listing.kind === 'unknown') throw new Error(listing.why);
    const watch = listing.processes.find((each) => each.pid === pid);
    expect(watch).toMatchObject({ sid: pid, terminal: null });
    const details = await readDetails();
    expect(details.environment(pid)?.join('\n')).not.toContain('PLANEGUARD');
    expect(details.workingDirectory(pid)).not.toContain('workspaces');
  });
});

describe('what is frozen', () => {
  it('of a session, guard and agent, is ended at the deadline all the same', async () => {
    const session = await launchedSession(['sleep', '600'], { lastsSeconds: 3 });
    const { parent } = await session.started();
    for (const pid of [...descendantsOf(parent.pid), parent.pid]) process.kill(pid, 'SIGSTOP');
    expect(await stopped(session)).toMatchObject({ why: 'deadline', left: [] });
    await until('the guard is gone', () => aliveness(parent) === 'dead');
  });

  // tmux(1) wakes whoever of its panes is stopped.
  it('of the guard alone goes on by itself, and tells how its agent ended', async () => {
    const script = 'while ! test -e go; do sleep 0.05; done; exit 7';
    const session = await launchedSession(['sh', '-c', script]);
    process.kill((await session.started()).parent.pid, 'SIGSTOP');
    writeFileSync(join(session.workspace, 'go'), '');
    expect(await session.exitStatus()).toBe(7);
    expect(readWatchStop(session.layout).kind).toBe('none');
  });

  it('of the watch itself acts when it goes on, however late', async () => {
    const session = await launchedSession(['sleep', '600'], { lastsSeconds: 2 });
    const { pid } = await identity(session);
    const { parent } = await session.started();
    process.kill(pid, 'SIGSTOP');
    const { deadlineBootSeconds } = session.launch.deadline;
    await until('the deadline has passed', () => systemClock.bootMs() > deadlineBootSeconds * 1_000 + 1_500);
    expect(aliveness(parent)).toBe('alive');
    process.kill(pid, 'SIGCONT');
    expect(await stopped(session)).toMatchObject({ why: 'deadline', left: [] });
  });
});
