import { runGit } from './git.ts';
import { gitMessage } from './git-failure.ts';
import { type RepositoryCache, transferIn } from './repository-cache.ts';
import { servedLocally } from './serve-locally.ts';

export interface RefPush {
  /** Without refs/heads/. */
  branch: string;
  /** A commit in the cache; null deletes the branch. */
  sha: string | null;
  /** What the branch must be now; null when it must not exist. */
  expectedSha: string | null;
}

export type PushedRef =
  | { kind: 'ok' }
  | {
      kind: 'failed';
      reason: 'stale' | 'checked_out' | 'refused' | 'unreachable' | 'unauthorized';
      /** Why, in the words of git and of the remote's hooks; no full stop. */
      message: string;
    };

/** Moves one branch of the remote, only if it is what the caller believes it to be. */
export async function pushRef(
  cache: RepositoryCache,
  { branch, sha, expectedSha }: RefPush,
): Promise<PushedRef> {
  const ref = `refs/heads/${branch}`;
  const lease = `--force-with-lease=${ref}:${expectedSha ?? ''}`;
  const options = ['--porcelain', '--no-verify', lease, ...servedLocally(cache.remote, 'receive', cache.env)];
  const args = ['push', ...options, '--end-of-options', cache.remote, `${sha ?? ''}:${ref}`];
  const pushed = await runGit(args, transferIn(cache));
  if (pushed.kind === 'ok') return { kind: 'ok' };
  const { failure, stdout, stderr } = pushed;
  const verdict = rejection(stdout);
  if (verdict !== null) return { kind: 'failed', reason: verdict, message: said(stdout, stderr) };
  const message = gitMessage(stderr);
  if (failure === 'unauthorized') return { kind: 'failed', reason: 'unauthorized', message };
  return { kind: 'failed', reason: failure === 'failed' ? 'refused' : 'unreachable', message };
}

/** `--porcelain` prints `!<tab><from>:<to><tab>[rejected] (why)` for a refused ref (git-push(1), OUTPUT). */
function rejection(stdout: string): 'stale' | 'checked_out' | 'refused' | null {
  const line = stdout.split('\n').find((text) => text.startsWith('!\t'));
  if (line === undefined) return null;
  if (/\((stale info|fetch first|failed to update ref|incorrect old value provided)\)/.test(line))
    return 'stale';
  return /\((branch is currently checked out|deletion of the current branch prohibited)\)/.test(line)
    ? 'checked_out'
    : 'refused';
}

function said(stdout: string, stderr: string): string {
  const why = /^!\t.*\t(.*)$/m.exec(stdout)?.[1] ?? 'the push was refused';
  const hook = stderr.split('\n').flatMap((line) => /^remote: (.*\S)/.exec(line)?.[1] ?? []);
  return [why, ...hook.slice(0, 3)].join(': ');
}
