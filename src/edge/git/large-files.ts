import { closeSync, lstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { runGit } from './git.ts';
import type { Environment } from './git-environment.ts';
import { personalSettings } from './personal-settings.ts';
import type { RepositoryCache } from './repository-cache.ts';

/** Settings that leave the pointers of Git LFS as they are, whatever the person's configuration says. */
export const asPointers = ['filter.lfs.process=', 'filter.lfs.smudge=', 'filter.lfs.required=false'];

/** Whether a commit in a cache says of any of its files that Git LFS keeps them. */
export async function usesLargeFiles({ directory, env }: RepositoryCache, sha: string): Promise<boolean> {
  const where = [':(glob)**/.gitattributes'];
  const args = ['grep', '--quiet', '--fixed-strings', '-e', 'filter=lfs', sha, '--', ...where];
  return (await runGit(['--no-literal-pathspecs', ...args], { env, gitDir: directory })).kind === 'ok';
}

/** Whether git here can turn pointers into files: git-lfs is installed, and set up in the person's configuration. */
export async function canFetchLargeFiles(env: Environment): Promise<boolean> {
  const isSetUp = Object.values(await personalSettings(env)).includes('filter.lfs.smudge');
  return isSetUp && (await runGit(['lfs', 'version'], { env })).kind === 'ok';
}

/** Files of a working tree that are still what git keeps of them; an empty list when git cannot tell. */
export async function pointersIn(workTree: string, env: Environment): Promise<string[]> {
  const args = ['--no-literal-pathspecs', 'ls-files', '-z', '--', ':(attr:filter=lfs)'];
  const listed = await runGit(args, { env, cwd: workTree });
  const names = listed.stdout.split('\0').filter((name) => name !== '');
  return names.filter((name) => isPointer(join(workTree, name)));
}

const beginning = 'version https://git-lfs.github.com/spec/';

function isPointer(path: string): boolean {
  // Behind a link may be a folder, or what never ends.
  if (!lstatSync(path, { throwIfNoEntry: false })?.isFile()) return false;
  const read = Buffer.alloc(beginning.length);
  const fd = openSync(path, 'r');
  try {
    readSync(fd, read);
  } finally {
    closeSync(fd);
  }
  return read.toString() === beginning;
}
