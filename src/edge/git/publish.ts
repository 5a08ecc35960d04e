import { join } from 'node:path';
import { commitOf, type RepositoryCache } from './cache.ts';
import { type GitResult, runGit, transferTimeoutMs } from './git.ts';
import { gitMessage } from './git-failure.ts';
import { refusal } from './inspect-remote.ts';
import { listRemote } from './list-remote.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { servedLocally } from './serve-locally.ts';

export interface Publication {
  cache: RepositoryCache;
  workspace: string;
  sessionId: string;
  /** The remote's branch to write. */
  head: string;
  /** What that branch was when it was last written or seen; null when it is to be new. */
  expectedSha: string | null;
  base: string;
}

export type Published =
  | { kind: 'published'; sha: string; commits: number }
  | { kind: 'nothing_to_publish' }
  /** Somebody else wrote the branch; `sha` is what it is now, null when it is gone. */
  | { kind: 'moved'; sha: string | null }
  | { kind: 'refused' | 'unreachable' | 'unauthorized'; message: string };

/**
 * Publishes the commit that a workspace's HEAD names, without running anything in the workspace with a person's
 * credentials: the commit is fetched into the cache, and pushed from there. Repeating it is harmless.
 */
export async function publish(publication: Publication): Promise<Published> {
  const { cache, base } = publication;
  const taken = await takeCommit(publication);
  if (taken.kind === 'failed') return { kind: 'refused', message: gitMessage(taken.stderr) };
  const sha = await commitOf(cache, takenRef(publication));
  if (sha === null) return { kind: 'nothing_to_publish' };
  const commits = await commitsBeyond(cache, sha, base);
  if (commits === 0 && publication.expectedSha === null) return { kind: 'nothing_to_publish' };
  const pushed = await push(publication, sha, publication.expectedSha);
  if (pushed.kind === 'ok') return { kind: 'published', sha, commits };
  return explain(publication, { sha, commits }, pushed);
}

const takenRef = ({ sessionId }: Publication): string => `refs/planeguard/heads/${sessionId}`;

/** Brings the workspace's HEAD into the cache, under a ref that keeps it. */
function takeCommit(publication: Publication): Promise<GitResult> {
  const { cache, workspace } = publication;
  const options = ['--quiet', '--force', '--no-tags', '--no-write-fetch-head', '--no-auto-maintenance'];
  const args = [
    'fetch',
    ...options,
    '--end-of-options',
    join(workspace, '.git'),
    `+HEAD:${takenRef(publication)}`,
  ];
  const call = { env: cache.env, gitDir: cache.directory, timeoutMs: transferTimeoutMs };
  return oneAtATime(cache.directory, () => runGit(args, call));
}

async function commitsBeyond(cache: RepositoryCache, sha: string, base: string): Promise<number> {
  const args = ['rev-list', '--count', '--end-of-options', sha, `^refs/remotes/origin/${base}`];
  const counted = await runGit(args, { env: cache.env, gitDir: cache.directory });
  return counted.kind === 'ok' ? Number(counted.stdout) : 1;
}

function push({ cache, head }: Publication, sha: string, expectedSha: string | null): Promise<GitResult> {
  const ref = `refs/heads/${head}`;
  const lease = `--force-with-lease=${ref}:${expectedSha ?? ''}`;
  const options = ['--quiet', '--porcelain', '--no-verify', lease, ...servedLocally(cache.remote, 'receive')];
  const args = ['push', ...options, '--end-of-options', cache.remote, `${sha}:${ref}`];
  return runGit(args, { env: cache.env, gitDir: cache.directory, timeoutMs: transferTimeoutMs });
}

/** A push that failed may have succeeded before, or have met a branch that only lags behind ours. */
async function explain(
  publication: Publication,
  ours: { sha: string; commits: number },
  failed: Extract<GitResult, { kind: 'failed' }>,
): Promise<Published> {
  const { cache, head, expectedSha } = publication;
  const listed = await listRemote(cache.remote, cache.env);
  if (listed.kind === 'failed') return asPublished(cache.remote, listed);
  const now = listed.remote.refs.get(`refs/heads/${head}`) ?? null;
  if (now === ours.sha) return { kind: 'published', ...ours };
  if (now === expectedSha) return asPublished(cache.remote, failed);
  return { kind: 'moved', sha: now };
}

function asPublished(remote: string, failed: Extract<GitResult, { kind: 'failed' }>): Published {
  const why = refusal(remote, failed);
  if (why.kind === 'unreachable' || why.kind === 'unauthorized')
    return { kind: why.kind, message: why.message };
  return { kind: 'refused', message: `${remote} refused the branch: ${gitMessage(failed.stderr)}.` };
}
