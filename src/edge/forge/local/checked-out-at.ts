import { quoteForSh } from '../../../core/quote-for-sh.ts';
import { runGit } from '../../git/git.ts';
import type { RepositoryCache } from '../../git/repository-cache.ts';
import { isLocalRemote, localPath } from '../../git/serve-locally.ts';

/** The worktree of a remote on this machine that has the branch checked out; null when none has, or it is elsewhere. */
export async function checkedOutAt(cache: RepositoryCache, branch: string): Promise<string | null> {
  if (!isLocalRemote(cache.remote)) return null;
  const args = ['worktree', 'list', '--porcelain', '-z'];
  const listed = await runGit(args, { env: cache.env, cwd: localPath(cache.remote) });
  if (listed.kind === 'failed') return null;
  const worktrees = listed.stdout.split('\0\0').map((entry) => entry.split('\0'));
  const holder = worktrees.find(
    (lines) => lines.includes(`branch refs/heads/${branch}`) && !lines.includes('bare'),
  );
  return holder?.find((line) => line.startsWith('worktree '))?.slice('worktree '.length) ?? null;
}

/** What a person types to merge in their own checkout. */
export const mergeByHand = (worktree: string, head: string): string =>
  `git -C ${quoteForSh(worktree)} merge --no-ff ${quoteForSh(head)}`;
