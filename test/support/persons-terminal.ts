import { spawn } from 'node:child_process';
import { onTestFinished } from 'vitest';
import type { ProcessIdentity } from '../../src/edge/processes/identity.ts';
import { identityOf, isAlive } from './alive.ts';
import { testEnvironment } from './git-repository.ts';
import { descendantsOf } from './process-tree.ts';
import { until } from './until.ts';

export interface PersonsTerminal {
  /** The program that runs in it. */
  program: ProcessIdentity;
  /** What it has shown so far. */
  shown(): string;
}

/** A person at a terminal of their own in which a command of sh runs; closed when the test ends. */
export async function personsTerminal(command: string, cwd: string): Promise<PersonsTerminal> {
  const env = { ...testEnvironment(), TERM: 'xterm' };
  const terminal = spawn('script', ['-qec', `echo ready; ${command}`, '/dev/null'], {
    cwd,
    env,
    stdio: 'pipe',
  });
  let text = '';
  terminal.stdout.setEncoding('utf8').on('data', (more: string) => {
    text += more;
  });
  const pid = terminal.pid;
  if (pid === undefined) throw new Error('script cannot be started');
  await until('the terminal is there', () => text.includes('ready'));
  const program = identityOf(descendantsOf(pid).at(0) ?? 0);
  onTestFinished(() => {
    if (isAlive(program)) process.kill(-program.pid, 'SIGKILL');
    terminal.kill('SIGKILL');
  });
  return { program, shown: () => text };
}
