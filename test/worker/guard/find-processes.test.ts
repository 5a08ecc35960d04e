import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';

const program = join(import.meta.dirname, '../../../src/worker/guard/find-processes.sh');

/** Runs lines of sh after the guard's own; what they write. */
function sh(lines: string, ...args: string[]): string {
  const script = `session=nobody workspace= cgroup= signalled=0\n. '${program}'\n${lines}\necho "$signalled"`;
  return spawnSync('sh', ['-c', script, 'sh', ...args], { encoding: 'utf8' }).stdout;
}

function sleeper() {
  const child = spawn('sleep', ['600'], { stdio: 'ignore' });
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
