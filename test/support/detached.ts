import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import type { ProcessIdentity } from '../../src/edge/processes/identity.ts';
import { signalProcess } from '../../src/edge/processes/signal.ts';
import { identityOf } from './alive.ts';

/** A process without a terminal whose parent has gone; ended with the test. */
export async function detached(
  script: string,
  cwd: string,
  env: Record<string, string>,
): Promise<ProcessIdentity> {
  const argv = ['-c', 'setsid sh -c "$1" > /dev/null 2>&1 & echo $!', 'sh', script];
  const child = spawn('sh', argv, { cwd, env, stdio: ['ignore', 'pipe', 'ignore'] });
  const [said] = await once(child.stdout, 'data');
  const identity = identityOf(String(said).trim());
  onTestFinished(() => void signalProcess(identity, 'SIGKILL'));
  return identity;
}
