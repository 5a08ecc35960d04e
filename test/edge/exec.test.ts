import { readdirSync } from 'node:fs';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readSync, run } from '../../src/edge/exec.ts';
import { identityOf, isAlive } from '../support/alive.ts';
import { testEnvironment } from '../support/git-repository.ts';

const env = testEnvironment();
const sh = (script: string, options: { timeoutMs?: number; input?: string } = {}) =>
  run('sh', ['-c', script], { env, timeoutMs: 10_000, ...options });

describe('a program', () => {
  it('is run to its end, with its output and how it ended', async () => {
    expect(await sh('cat; echo no >&2; exit 3', { input: 'given' })).toEqual({
      exitCode: 3,
      signal: null,
      stdout: 'given',
      stderr: 'no\n',
      failure: 'exit',
    });
    expect(await sh('kill -9 $$')).toMatchObject({ exitCode: null, signal: 'SIGKILL', failure: 'signal' });
    expect(await run('no-such-program', [], { env: { PATH: '/bin' }, timeoutMs: 1_000 })).toMatchObject({
      failure: 'not_found',
    });
  });

  it('gets its environment and nothing else', async () => {
    const result = await run('/usr/bin/env', [], { env: { ONLY: 'this' }, timeoutMs: 5_000 });
    expect(result.stdout).toBe('ONLY=this\n');
  });

  it('is ended when its time is over', async () => {
    expect(await sh('exec sleep 600', { timeoutMs: 50 })).toMatchObject({ failure: 'timed_out' });
  });

  it('loses no output to a process that gets no processor for longer than its output may take', async () => {
    const ran = sh('{ sleep 0.3; echo late; } & echo early');
    await setTimeout(150);
    // From here on the next timers come before what can be read.
    await setImmediate();
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 900);
    expect(await ran).toMatchObject({ failure: 'none', stdout: 'early\nlate\n' });
  });

  it('is over with its exit, also when a daemon that it left holds its output', async () => {
    const { stdout, failure } = await sh('sleep 600 & echo $!');
    const daemon = identityOf(stdout);
    onTestFinished(() => void process.kill(daemon.pid, 'SIGKILL'));
    expect({ failure, isAlive: isAlive(daemon) }).toEqual({ failure: 'none', isAlive: true });
  });
});

it('reads a short fact at once, or null', () => {
  expect(readSync('echo', ['a fact'], env)).toBe('a fact');
  expect(readSync('false', [], env)).toBeNull();
  expect(readSync('no-such-program', [], env)).toBeNull();
});

it.runIf(process.platform === 'linux')('leaves no descriptors open', async () => {
  const open = () => readdirSync('/proc/self/fd').length;
  await sh('exit 0');
  const before = open();
  for (let i = 0; i < 5; i++) await sh('echo x', { input: 'y' });
  expect(open()).toBeLessThanOrEqual(before + 1);
});
