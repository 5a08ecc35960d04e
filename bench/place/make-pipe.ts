import { run } from '../../src/edge/exec.ts';

/** Makes a FIFO, which Node itself cannot. Returns its path. */
export async function makePipe(path: string, env: Readonly<Record<string, string>>): Promise<string> {
  const made = await run('mkfifo', ['-m', '600', path], { env, timeoutMs: 5_000 });
  if (made.failure !== 'none') throw new Error(`mkfifo: ${made.stderr}`);
  return path;
}
