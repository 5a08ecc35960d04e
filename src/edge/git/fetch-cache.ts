import type { GitResult } from './git.ts';
import { runGit } from './git.ts';
import { gitMessage } from './git-failure.ts';
import { type InspectedRemote, noCommit, refusal, startOf } from './inspect-remote.ts';
import { clearLeftoverPacks } from './leftover-packs.ts';
import { listRemote, type RemoteRefs } from './list-remote.ts';
import { makeCache } from './make-cache.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { forgetPersonalSettings } from './personal-settings.ts';
import { isDamaged, repairCache } from './repair-cache.ts';
import { originRefs, originSha, type RepositoryCache, transferIn } from './repository-cache.ts';
import { servedLocally } from './serve-locally.ts';
import { shownRemote } from './shown-remote.ts';
import { clearStaleLocks } from './stale-locks.ts';

export type FetchedCache =
  | { kind: 'ok'; defaultBranch: string; headSha: string; changed: boolean }
  /** Our own directory is at fault: a full disk, a lock that somebody holds, damage that could not be repaired. */
  | { kind: 'cache_failed'; message: string }
  | Exclude<InspectedRemote, { kind: 'ok' }>;

type Failed = Extract<GitResult, { kind: 'failed' }>;

/**
 * Brings a cache up to date, making it when it is not there. One question to the remote when nothing changed (it is
 * compared with the branches in the cache), a fetch otherwise. Calls for one cache take turns.
 */
export function fetchCache(cache: RepositoryCache): Promise<FetchedCache> {
  return oneAtATime(cache.directory, () => fetchNow(cache));
}

async function fetchNow(cache: RepositoryCache): Promise<FetchedCache> {
  forgetPersonalSettings(cache.env);
  const listed = await listRemote(cache.remote, cache.env, cache.signal);
  if (listed.kind === 'failed') return refusal(cache.remote, listed);
  const start = startOf(listed.remote);
  if (start === null) return noCommit(cache.remote);
  try {
    const made = await makeCache(cache, start.headSha.length);
    if (made.kind === 'failed') return cacheFailed(cache, gitMessage(made.stderr));
    return await bringUpToDate(cache, listed.remote, start);
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) return cacheFailed(cache, error.message);
    throw error;
  }
}

type Start = NonNullable<ReturnType<typeof startOf>>;

async function bringUpToDate(
  cache: RepositoryCache,
  remote: RemoteRefs,
  start: Start,
): Promise<FetchedCache> {
  if (await isCurrent(cache, remote)) return { kind: 'ok', ...start, changed: false };
  const fetched = await fetchAll(cache, start.headSha.length);
  if (fetched.kind === 'failed') return whyNot(cache, fetched);
  const headSha = (await originSha(cache, start.defaultBranch)) ?? start.headSha;
  return { kind: 'ok', defaultBranch: start.defaultBranch, headSha, changed: true };
}

/** Asking for the type of what a ref names makes git fail where that is not there: then it is fetched, and repaired. */
async function isCurrent(cache: RepositoryCache, remote: RemoteRefs): Promise<boolean> {
  const known = await originRefs(cache, '%(objectname)\t%(refname)\t%(objecttype)');
  if (known === null) return false;
  const wanted = [...remote.refs].flatMap(([name, sha]) => cachedLine(name, sha) ?? []);
  const lines = new Set(
    known
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.slice(0, line.lastIndexOf('\t'))),
  );
  return lines.size === wanted.length && wanted.every((line) => lines.has(line));
}

function cachedLine(remoteName: string, sha: string): string | null {
  if (remoteName.startsWith('refs/tags/')) return `${sha}\t${remoteName}`;
  const branch = /^refs\/heads\/(.*)$/s.exec(remoteName)?.[1];
  return branch === undefined ? null : `${sha}\trefs/remotes/origin/${branch}`;
}

/** Another process may fetch into the same cache: git's ref locks then refuse one of the two. */
const mostTries = 5;

async function fetchAll(cache: RepositoryCache, shaLength: number): Promise<GitResult> {
  clearLeftoverPacks(cache.directory);
  let fetched = await fetchOnce(cache);
  for (let tries = 1; tries < mostTries && isLocked(fetched); tries++) fetched = await fetchOnce(cache);
  if (isLocked(fetched) && clearStaleLocks(cache.directory)) fetched = await fetchOnce(cache);
  if (!isLocal(fetched) || !(await isDamaged(cache))) return fetched;
  const repaired = await repairCache(cache, shaLength);
  return repaired.kind === 'ok' ? fetchOnce(cache, ['--refetch']) : repaired;
}

/** The remote has just answered: what is not about reaching it is about the cache. */
const isLocal = (result: GitResult): boolean =>
  result.kind === 'failed' && (result.failure === 'failed' || result.failure === 'not_a_repository');

const isLocked = (result: GitResult): boolean => result.kind === 'failed' && result.failure === 'locked';

function fetchOnce(cache: RepositoryCache, more: readonly string[] = []): Promise<GitResult> {
  const { remote, env } = cache;
  const options = [
    '--quiet',
    '--prune',
    '--force',
    '--no-tags',
    '--no-write-fetch-head',
    '--no-auto-maintenance',
  ];
  const refspecs = ['+refs/heads/*:refs/remotes/origin/*', '+refs/tags/*:refs/tags/*'];
  const served = servedLocally(remote, 'upload', env);
  const args = ['fetch', ...options, ...more, ...served, '--end-of-options', remote, ...refspecs];
  return runGit(args, transferIn(cache));
}

function whyNot(cache: RepositoryCache, failed: Failed): FetchedCache {
  if (isLocal(failed) || isLocked(failed)) return cacheFailed(cache, gitMessage(failed.stderr));
  return refusal(cache.remote, failed);
}

const cacheFailed = ({ remote, directory }: RepositoryCache, why: string): FetchedCache => ({
  kind: 'cache_failed',
  message: `${shownRemote(remote)} could not be fetched into ${directory}: ${why}. Check the disk, then try again.`,
});
