import { type GitResult, runGit } from '../../git/git.ts';
import { gitMessage } from '../../git/git-failure.ts';
import type { RepositoryCache } from '../../git/repository-cache.ts';

export interface WantedMerge {
  baseSha: string;
  headSha: string;
  head: string;
  base: string;
  title: string;
}

export type WrittenMerge =
  | { kind: 'written'; sha: string }
  | { kind: 'conflict'; files: string[] }
  | { kind: 'refused'; message: string };

/** Writes a merge commit into the cache, on no branch. The person's own identity signs it. */
export async function writeMerge(cache: RepositoryCache, wanted: WantedMerge): Promise<WrittenMerge> {
  const { baseSha, headSha } = wanted;
  const call = { env: cache.env, gitDir: cache.directory };
  const args = ['merge-tree', '--write-tree', '--name-only', '--no-messages', '-z', baseSha, headSha];
  const merged = await runGit(args, call);
  const [tree, ...files] = merged.stdout.split('\0').filter((field) => field !== '');
  if (merged.kind === 'failed') {
    if (merged.exitCode === 1 && tree !== undefined) return { kind: 'conflict', files };
    return { kind: 'refused', message: `The merge could not be tried: ${gitMessage(merged.stderr)}.` };
  }
  const commit = await commitTree(cache, wanted, tree ?? '');
  if (commit.kind === 'ok') return { kind: 'written', sha: commit.stdout.trim() };
  return { kind: 'refused', message: `The merge could not be committed: ${gitMessage(commit.stderr)}.` };
}

async function commitTree(cache: RepositoryCache, wanted: WantedMerge, tree: string): Promise<GitResult> {
  const args = ['commit-tree', '-p', wanted.baseSha, '-p', wanted.headSha, '-F', '-', tree];
  const input = `${wanted.title}\n\nMerges ${wanted.head} into ${wanted.base}.\n`;
  const call = { gitDir: cache.directory, input };
  const written = await runGit(args, { ...call, env: cache.env });
  if (written.kind === 'ok') return written;
  return runGit(args, { ...call, env: { ...cache.env, ...ownIdentity } });
}

/** For a machine where git knows nobody. */
const ownIdentity = {
  GIT_AUTHOR_NAME: 'Planeguard',
  GIT_AUTHOR_EMAIL: 'planeguard@localhost',
  GIT_COMMITTER_NAME: 'Planeguard',
  GIT_COMMITTER_EMAIL: 'planeguard@localhost',
};
