import { existsSync, linkSync, lstatSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type GitResult, runGit } from './git.ts';
import { gitMessage } from './git-failure.ts';
import { type RepositoryCache, transferIn } from './repository-cache.ts';

/** Where git-lfs keeps what it has, in a git directory. */
export const largeFilesFolder = (gitDir: string): string => join(gitDir, 'lfs', 'objects');

export interface LargeFilesToUpload {
  cache: RepositoryCache;
  workspace: string;
  /** A ref of the cache. */
  ref: string;
  /** The remote's branch that says, in `.lfsconfig`, where such files go: the work does not, which an agent wrote. */
  base: string;
}

/**
 * Uploads what pointers of Git LFS in unpublished commits stand for, from the cache, as the commits are: what comes with
 * a push elsewhere. Null when done, or when there is none; the sentence's reason otherwise.
 */
export async function uploadLargeFiles(
  wanted: LargeFilesToUpload,
): Promise<{ failure: 'unreachable' | 'refused'; message: string } | null> {
  const { cache, workspace, ref } = wanted;
  const from = largeFilesFolder(join(workspace, '.git'));
  if (!existsSync(from)) return null;
  const config = await whereTo(wanted);
  const push = (...options: string[]) =>
    runGit(['lfs', 'push', ...options, 'origin', ref], { ...transferIn(cache), config });
  const listed = await push('--dry-run');
  if (listed.kind === 'failed') return notUploaded(listed);
  const ids = Array.from(listed.stdout.matchAll(/^push ([0-9a-f]{64}) => /gm), ([, id = '']) => id);
  if (ids.length === 0) return null;
  for (const id of ids) lendTo(cache.directory, { from, id });
  const pushed = await push();
  return pushed.kind === 'ok' ? null : notUploaded(pushed);
}

/** See git-lfs-config(5). */
const destination = '^(lfs\\.(url|pushurl)|remote\\.origin\\.(lfsurl|lfspushurl))$';

/** `refs/remotes/origin` of the cache says what the remote has. Git LFS itself finds no `.lfsconfig` in a cache. */
async function whereTo({ cache, base }: LargeFilesToUpload): Promise<string[]> {
  const blob = `--blob=refs/remotes/origin/${base}:.lfsconfig`;
  const call = { env: cache.env, gitDir: cache.directory };
  const asked = await runGit(['config', blob, '-z', '--get-regexp', destination], call);
  const settings = asked.stdout.split('\0').filter((setting) => setting !== '');
  return [...settings.map((setting) => setting.replace('\n', '=')), `remote.origin.url=${cache.remote}`];
}

/** As a second name of the same file: it takes no room, and goes when the cache is repacked. */
function lendTo(cache: string, { from, id }: { from: string; id: string }): void {
  const below = join(id.slice(0, 2), id.slice(2, 4), id);
  const [source, target] = [join(from, below), join(largeFilesFolder(cache), below)];
  if (existsSync(target) || lstatSync(source, { throwIfNoEntry: false })?.isFile() !== true) return;
  mkdirSync(dirname(target), { recursive: true });
  linkSync(source, target);
}

function notUploaded({ failure, stderr }: Extract<GitResult, { kind: 'failed' }>) {
  const message = `its files of Git LFS could not be uploaded (${gitMessage(stderr)})`;
  const isAway = failure === 'unreachable' || failure === 'timed_out';
  return { failure: isAway ? ('unreachable' as const) : ('refused' as const), message };
}
