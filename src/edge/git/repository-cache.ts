import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type GitCall, runGit, transferTimeoutMs } from './git.ts';
import type { Environment } from './git-environment.ts';

/** A bare repository that holds what its remote has. Workspaces borrow its objects: none goes while one does. */
export interface RepositoryCache {
  directory: string;
  remote: string;
  env: Environment;
  /** Ends a transfer under way: nobody waits for it any more. */
  signal?: AbortSignal;
}

/** The cache of a remote below `caches`. Nothing is made or asked yet: see `fetchCache`. */
export function repositoryCache(caches: string, remote: string, env: Environment): RepositoryCache {
  const digest = createHash('sha256').update(remote).digest('hex').slice(0, 20);
  return { directory: join(caches, `${digest}.git`), remote, env };
}

/** For git commands that move objects, and may take long. */
export const transferIn = ({ env, directory, signal }: RepositoryCache): GitCall => ({
  env,
  gitDir: directory,
  timeoutMs: transferTimeoutMs,
  ...(signal && { signal }),
});

/** The commit of a branch of the remote, as of the last fetch; null when there is none. */
export async function originSha(cache: RepositoryCache, branch: string): Promise<string | null> {
  return commitOf(cache, `refs/remotes/origin/${branch}`);
}

/**
 * The commit that a full ref name or sha stands for in the cache; null when it has none.
 * @throws Error when git says something else: an empty name would delete the branch that it is pushed to.
 */
export async function commitOf(cache: RepositoryCache, name: string): Promise<string | null> {
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`];
  const parsed = await runGit(args, { env: cache.env, gitDir: cache.directory });
  if (parsed.kind !== 'ok') return null;
  const sha = parsed.stdout.trim();
  if (!/^[0-9a-f]{40,64}$/.test(sha)) throw new Error(`git rev-parse ${name} said ${JSON.stringify(sha)}`);
  return sha;
}

/** Every object that the remote's branches and tags named at the last fetch; null when the cache cannot be read. */
export async function publishedShas(cache: RepositoryCache): Promise<string[] | null> {
  const listed = await originRefs(cache, '%(objectname)');
  return listed === null ? null : listed.split('\n').filter((sha) => sha !== '');
}

/** The remote's branches and tags at the last fetch, sorted by name, in a format of git-for-each-ref(1). */
export async function originRefs(cache: RepositoryCache, format: string): Promise<string | null> {
  const args = ['for-each-ref', '--sort=refname', `--format=${format}`, 'refs/remotes/origin/', 'refs/tags/'];
  const listed = await runGit(args, { env: cache.env, gitDir: cache.directory });
  return listed.kind === 'ok' ? listed.stdout : null;
}
