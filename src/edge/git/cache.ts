import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Environment, type GitResult, runGit, transferTimeoutMs } from './git.ts';
import { type InspectedRemote, refusal, startOf } from './inspect-remote.ts';
import { listRemote, type RemoteRefs } from './list-remote.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { servedLocally } from './serve-locally.ts';

/** A bare repository that holds what its remote has. Workspaces borrow its objects, so it never prunes any. */
export interface RepositoryCache {
  directory: string;
  remote: string;
  env: Environment;
}

export type FetchedCache =
  | { kind: 'ok'; defaultBranch: string; headSha: string; changed: boolean }
  | Exclude<InspectedRemote, { kind: 'ok' }>;

/** The cache of a remote below `caches`. Nothing is made or asked yet. */
export function repositoryCache(caches: string, remote: string, env: Environment): RepositoryCache {
  const digest = createHash('sha256').update(remote).digest('hex').slice(0, 20);
  return { directory: join(caches, `${digest}.git`), remote, env };
}

/**
 * Brings a cache up to date, making it when it is not there. One question to the remote when nothing changed (it is
 * the same as the branches in the cache), a fetch otherwise. Calls for one cache take turns.
 */
export function fetchCache(cache: RepositoryCache): Promise<FetchedCache> {
  return oneAtATime(cache.directory, () => fetchNow(cache));
}

async function fetchNow(cache: RepositoryCache): Promise<FetchedCache> {
  const listed = await listRemote(cache.remote, cache.env);
  if (listed.kind === 'failed') return refusal(cache.remote, listed);
  const start = startOf(listed.remote);
  if (start === null) return { kind: 'empty', message: `${cache.remote} has no commit to start from.` };
  const made = await makeCache(cache, start.headSha.length);
  if (made.kind === 'failed') return refusal(cache.remote, made);
  if (await isCurrent(cache, listed.remote)) return { kind: 'ok', ...start, changed: false };
  const fetched = await fetchAll(cache);
  if (fetched.kind === 'failed') return refusal(cache.remote, fetched);
  const headSha = await originSha(cache, start.defaultBranch);
  return { kind: 'ok', defaultBranch: start.defaultBranch, headSha: headSha ?? start.headSha, changed: true };
}

/** The commit of a branch of the remote, as of the last fetch. */
export async function originSha(cache: RepositoryCache, branch: string): Promise<string | null> {
  return commitOf(cache, `refs/remotes/origin/${branch}`);
}

/** The commit that a full ref name or sha stands for in the cache; null when it has none. */
export async function commitOf(cache: RepositoryCache, name: string): Promise<string | null> {
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`];
  const parsed = await runGit(args, { env: cache.env, gitDir: cache.directory });
  return parsed.kind === 'ok' ? parsed.stdout.trim() : null;
}

/** Every commit that the remote's branches and tags named at the last fetch; null when the cache cannot be read. */
export async function publishedRefs(cache: RepositoryCache): Promise<string[] | null> {
  const args = ['for-each-ref', '--format=%(objectname)', 'refs/remotes/origin/', 'refs/tags/'];
  const listed = await runGit(args, { env: cache.env, gitDir: cache.directory });
  return listed.kind === 'ok' ? listed.stdout.split('\n').filter((sha) => sha !== '') : null;
}

const workspaceConfigName = 'workspace.config';

/** The `[core]` settings that suit this file system, as `git init` found them, for a workspace. */
export const workspaceConfig = (cache: RepositoryCache): string =>
  readFileSync(join(cache.directory, workspaceConfigName), 'utf8');

async function makeCache(cache: RepositoryCache, shaLength: number): Promise<GitResult> {
  const done: GitResult = { kind: 'ok', stdout: '' };
  if (existsSync(cache.directory)) return done;
  const temporary = `${cache.directory}.${randomBytes(6).toString('hex')}.tmp`;
  mkdirSync(temporary, { recursive: true, mode: 0o700 });
  const format = shaLength === 64 ? 'sha256' : 'sha1';
  const args = [
    'init',
    '--quiet',
    '--bare',
    '--template=',
    `--object-format=${format}`,
    '--end-of-options',
    temporary,
  ];
  const made = await runGit(args, { env: cache.env });
  if (made.kind === 'failed') {
    rmSync(temporary, { recursive: true, force: true });
    return made;
  }
  settle(temporary);
  takePlace(temporary, cache.directory);
  return done;
}

function settle(directory: string): void {
  const config = readFileSync(join(directory, 'config'), 'utf8');
  writeFileSync(join(directory, workspaceConfigName), config.replace('bare = true', 'bare = false'));
  const never = '[gc]\n\tauto = 0\n\tpruneExpire = never\n[maintenance]\n\tauto = false\n';
  writeFileSync(join(directory, 'config'), config + never);
}

/** Another process may have made the same cache meanwhile: then its one stays. */
function takePlace(temporary: string, directory: string): void {
  try {
    renameSync(temporary, directory);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    if (!existsSync(directory)) throw error;
  }
}

async function isCurrent(cache: RepositoryCache, remote: RemoteRefs): Promise<boolean> {
  const args = ['for-each-ref', '--format=%(objectname)\t%(refname)', 'refs/remotes/origin/', 'refs/tags/'];
  const known = await runGit(args, { env: cache.env, gitDir: cache.directory });
  if (known.kind === 'failed') return false;
  const wanted = [...remote.refs]
    .map(([name, sha]) => [cachedName(name), sha] as const)
    .filter(([name]) => name !== null);
  const lines = new Set(known.stdout.split('\n').filter((line) => line !== ''));
  return lines.size === wanted.length && wanted.every(([name, sha]) => lines.has(`${sha}\t${name}`));
}

function cachedName(remoteName: string): string | null {
  if (remoteName.startsWith('refs/heads/')) return `refs/remotes/origin/${remoteName.slice(11)}`;
  return remoteName.startsWith('refs/tags/') ? remoteName : null;
}

const fetchAttempts = 5;

/** Another process may fetch into the same cache: git's ref locks then refuse one of the two. */
async function fetchAll(cache: RepositoryCache): Promise<GitResult> {
  const options = [
    '--quiet',
    '--prune',
    '--force',
    '--no-tags',
    '--no-write-fetch-head',
    '--no-auto-maintenance',
  ];
  const refspecs = ['+refs/heads/*:refs/remotes/origin/*', '+refs/tags/*:refs/tags/*'];
  const args = [
    'fetch',
    ...options,
    ...servedLocally(cache.remote, 'upload'),
    '--end-of-options',
    cache.remote,
    ...refspecs,
  ];
  const call = { env: cache.env, gitDir: cache.directory, timeoutMs: transferTimeoutMs };
  let fetched = await runGit(args, call);
  for (
    let tries = 1;
    tries < fetchAttempts && fetched.kind === 'failed' && fetched.failure === 'locked';
    tries++
  ) {
    fetched = await runGit(args, call);
  }
  return fetched;
}
