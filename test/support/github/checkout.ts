import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { writeFiles } from '../git-repository.ts';

const run = promisify(execFile);

/** Git without waiting in the forge's own process, which has to answer it. Output without the last newline. */
export async function gitAsync(cwd: string, ...args: string[]): Promise<string> {
  const env = { ...process.env, GIT_TERMINAL_PROMPT: '0' };
  return (await run('git', args, { cwd, env })).stdout.replace(/\n$/, '');
}

/** Clones a remote; from there a person pushes. */
export async function cloned(remote: string, folder: string): Promise<string> {
  await gitAsync('/', 'clone', '--quiet', remote, folder);
  return folder;
}

/** Pushes one commit more on a branch, from main if it is new; the commit. */
export async function push(
  folder: string,
  branch: string,
  files: Readonly<Record<string, string>>,
): Promise<string> {
  if ((await gitAsync(folder, 'branch', '--list', branch)) === '') {
    await gitAsync(folder, 'fetch', '--quiet', 'origin', 'main');
    await gitAsync(folder, 'branch', '--no-track', branch, 'FETCH_HEAD');
  }
  await gitAsync(folder, 'checkout', '--quiet', branch);
  writeFiles(folder, files);
  await gitAsync(folder, 'add', '--all');
  await gitAsync(folder, 'commit', '--quiet', '--allow-empty', '-m', 'A change');
  await gitAsync(folder, 'push', '--quiet', 'origin', branch);
  return gitAsync(folder, 'rev-parse', 'HEAD');
}
