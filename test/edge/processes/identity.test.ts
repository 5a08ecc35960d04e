import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it, onTestFinished } from 'vitest';
import { aliveness, bootId, parentOf, readIdentity } from '../../../src/edge/processes/identity.ts';
import { signalGroupOf, signalProcess } from '../../../src/edge/processes/signal.ts';
import { until } from '../../support/until.ts';

/** A process of its own group, with its identity. */
function sleeper(script = 'exec sleep 60') {
  const child = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'ignore'], detached: true });
  onTestFinished(() => void child.kill('SIGKILL'));
  const identity = readIdentity(child.pid ?? 0);
  if (identity === null) throw new Error('no identity');
  return { child, identity };
}

it('knows this process', () => {
  const identity = readIdentity(process.pid);
  expect(identity).toMatchObject({ bootId: bootId(), pid: process.pid });
  expect(identity && aliveness(identity)).toBe('alive');
  expect(identity && parentOf(identity)).toBe(process.ppid);
});

it('sees a process live, and end', async () => {
  const { child, identity } = sleeper();
  expect(aliveness(identity)).toBe('alive');
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(aliveness(identity)).toBe('dead');
  expect(readIdentity(identity.pid)).toBeNull();
});

it('takes a zombie for dead', async () => {
  // The shell becomes a sleep that never collects its ended child.
  const { child } = sleeper('sleep 0 & echo $!; exec sleep 60');
  const [said] = await once(child.stdout, 'data');
  await until('the child has ended', () => readIdentity(Number(said)) === null);
});

it('takes a pid that was used again, and one of another boot, for dead', () => {
  const { identity } = sleeper();
  expect(aliveness({ ...identity, startTime: '1' })).toBe('dead');
  expect(aliveness({ ...identity, bootId: 'another' })).toBe('dead');
});

it('signals only that very process', async () => {
  const { child, identity } = sleeper();
  expect(signalProcess({ ...identity, startTime: '1' }, 'SIGKILL')).toBe('gone');
  expect(signalProcess({ ...identity, bootId: 'another' }, 'SIGKILL')).toBe('gone');
  expect(aliveness(identity)).toBe('alive');
  expect(signalProcess(identity, 'SIGKILL')).toBe('sent');
  await once(child, 'exit');
  expect(signalProcess(identity, 'SIGKILL')).toBe('gone');
});

it('signals the group that a process leads', async () => {
  const { child, identity } = sleeper('sleep 60 & echo $!; wait');
  const [said] = await once(child.stdout, 'data');
  const inner = readIdentity(Number(said));
  expect(signalGroupOf(identity, 'SIGKILL')).toBe('sent');
  await until('the inner one has ended', () => inner !== null && aliveness(inner) === 'dead');
});

it.runIf(process.getuid?.() !== 0)('is refused the processes of another user', () => {
  const init = readIdentity(1);
  expect(init && signalProcess(init, 'SIGTERM')).toBe('refused');
});
