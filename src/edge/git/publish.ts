import { join } from 'node:path';
import { type GitResult, runGit } from './git.ts';
import { gitMessage } from './git-failure.ts';
import { refusal } from './inspect-remote.ts';
import { listRemote } from './list-remote.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { publishedHead } from './published-heads.ts';
import { type PushedRef, pushRef } from './push-ref.ts';
import { commitOf, type RepositoryCache, transferIn } from './repository-cache.ts';
import { shownRemote } from './shown-remote.ts';
import { pastStaleLocks } from './stale-locks.ts';
import { uploadLargeFiles } from './upload-large-files.ts';

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
  if (taken.kind === 'failed') return notTaken(publication, taken);
  const sha = await commitOf(cache, takenRef(publication));
  if (sha === null) return { kind: 'nothing_to_publish' };
  const commits = await commitsBeyond(cache, sha, base);
  if (commits === 0 && sha !== publication.expectedSha) return { kind: 'nothing_to_publish' };
  const notUploaded = await uploadLargeFiles({ ...publication, ref: takenRef(publication) });
  if (notUploaded !== null) return withoutLargeFiles(publication, notUploaded);
  return pushCommit(publication, { sha, commits });
}

const withoutLargeFiles = (
  { head }: Publication,
  { failure, message }: NonNullable<Awaited<ReturnType<typeof uploadLargeFiles>>>,
): Published => ({ kind: failure, message: `${head} was not pushed: ${message}.` });

const takenRef = ({ sessionId }: Publication): string => publishedHead(sessionId);

type FailedPush = Extract<PushedRef, { kind: 'failed' }>;

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
  const call = transferIn(cache);
  return oneAtATime(cache.directory, () => pastStaleLocks(cache.directory, () => runGit(args, call)));
}

function notTaken({ workspace }: Publication, failed: Extract<GitResult, { kind: 'failed' }>): Published {
  if (failed.failure === 'no_such_ref') return { kind: 'nothing_to_publish' };
  return {
    kind: 'refused',
    message: `The commits of ${workspace} cannot be read: ${gitMessage(failed.stderr)}.`,
  };
}

async function commitsBeyond(cache: RepositoryCache, sha: string, base: string): Promise<number> {
  const args = ['rev-list', '--count', '--end-of-options', sha, `^refs/remotes/origin/${base}`];
  const counted = await runGit(args, { env: cache.env, gitDir: cache.directory });
  return counted.kind === 'ok' ? Number(counted.stdout) : 1;
}

interface Work {
  sha: string;
  commits: number;
}

async function pushCommit(publication: Publication, work: Work): Promise<Published> {
  const { cache, head, expectedSha } = publication;
  const pushed = await pushRef(cache, { branch: head, sha: work.sha, expectedSha });
  if (pushed.kind === 'ok') return { kind: 'published', ...work };
  if (pushed.reason === 'stale') return onMovedHead(publication, work, pushed);
  return notPushed(publication, pushed);
}

/** A push of ours that was never acknowledged, or one of the agent's own, leaves a head that our commit contains. */
async function onMovedHead(publication: Publication, work: Work, failed: FailedPush): Promise<Published> {
  const { cache, head, expectedSha } = publication;
  const listed = await listRemote(cache.remote, cache.env, cache.signal);
  if (listed.kind === 'failed')
    return { kind: 'unreachable', message: refusal(cache.remote, listed).message };
  const now = listed.remote.refs.get(`refs/heads/${head}`) ?? null;
  if (now === work.sha) return { kind: 'published', ...work };
  if (now === expectedSha) return notPushed(publication, failed);
  if (now === null || !(await contains(cache, work.sha, now))) return { kind: 'moved', sha: now };
  const pushed = await pushRef(cache, { branch: head, sha: work.sha, expectedSha: now });
  return pushed.kind === 'ok' ? { kind: 'published', ...work } : { kind: 'moved', sha: now };
}

async function contains(cache: RepositoryCache, sha: string, ancestor: string): Promise<boolean> {
  const args = ['merge-base', '--is-ancestor', ancestor, sha];
  return (await runGit(args, { env: cache.env, gitDir: cache.directory })).kind === 'ok';
}

function notPushed({ cache, head }: Publication, failed: FailedPush): Published {
  switch (failed.reason) {
    case 'unreachable':
    case 'unauthorized':
      return {
        kind: failed.reason,
        message: `${head} could not be pushed to ${shownRemote(cache.remote)}: ${failed.message}.`,
      };
    case 'checked_out': {
      const message = `${head} is checked out in ${shownRemote(cache.remote)}, so it was not moved. Switch to another branch there, then try again.`;
      return { kind: 'refused', message };
    }
    case 'stale':
    case 'refused':
      return { kind: 'refused', message: `${shownRemote(cache.remote)} refused ${head}: ${failed.message}.` };
    default:
      return failed.reason satisfies never;
  }
}
