import { join } from 'node:path';
import { readIfThere } from '../files.ts';
import { runGit } from '../git/git.ts';
import type { Environment } from '../git/git-environment.ts';
import { gitMessage } from '../git/git-failure.ts';
import { listRefs } from '../git/list-refs.ts';
import { publishedShas, type RepositoryCache } from '../git/repository-cache.ts';
import { isRealDirectory } from './is-real-directory.ts';
import { allSubmoduleDirectories } from './submodule-directories.ts';

export interface WorkspaceQuestion {
  path: string;
  env: Environment;
  /** What its remote has, as of the last fetch. */
  cache: RepositoryCache;
  /** Commits that are safe elsewhere. */
  publishedShas?: readonly string[];
}

/**
 * Counts the commits that only the workspace has, with its submodules and the `repositories` in it; a string when git
 * cannot tell. It is compared with the cache, not with the workspace's own `refs/remotes`: those are the agent's.
 */
export async function unpublishedCommits(
  question: WorkspaceQuestion,
  repositories: readonly string[],
): Promise<number | string> {
  const { path, env, cache } = question;
  const published = await publishedShas(cache);
  if (published === null) return `the cache ${cache.directory} cannot be read`;
  const gitDir = join(path, '.git');
  const excluded = [...published, ...(question.publishedShas ?? [])].map((sha) => `^${sha}`);
  const counts = [await count(gitDir, env, [...stashedShas(gitDir), ...excluded], [])];
  // Those of submodules lie in `modules`, of which some are not checked out.
  const embedded = repositories.map((path) => join(path, '.git')).filter(isRealDirectory);
  for (const module of [...allSubmoduleDirectories(gitDir), ...embedded]) {
    counts.push(await count(module, env, stashedShas(module), ['--not', '--remotes']));
  }
  return counts.reduce(
    (sum, one) => (typeof sum === 'string' ? sum : typeof one === 'string' ? one : sum + one),
    0,
  );
}

async function count(
  gitDir: string,
  env: Environment,
  revisions: readonly string[],
  options: readonly string[],
): Promise<number | string> {
  const args = [
    'rev-list',
    '--count',
    '--ignore-missing',
    '--exclude=refs/remotes/*',
    '--all',
    'HEAD',
    ...options,
  ];
  // A submodule's working tree may be gone, and git would go there first.
  const call = { env, gitDir, workTree: gitDir, config: ['core.bare=true'] };
  const input = revisions.map((revision) => `${revision}\n`).join('');
  const [refs, counted] = await Promise.all([
    listRefs(call, '%(objecttype)'),
    runGit([...args, '--stdin'], { ...call, input }),
  ]);
  // It counts nothing for a branch that cannot be read.
  if (refs.kind === 'failed') return refs.message;
  return counted.kind === 'ok' ? Number(counted.stdout) : gitMessage(counted.stderr);
}

/** `refs/stash` names the newest stash only; its log has them all. */
function stashedShas(gitDir: string): string[] {
  const log = readIfThere(join(gitDir, 'logs', 'refs', 'stash')) ?? '';
  return log.split('\n').flatMap((line) => /^[0-9a-f]{40,64} ([0-9a-f]{40,64}) /.exec(line)?.[1] ?? []);
}
