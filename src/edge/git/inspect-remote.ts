import type { GitResult } from './git.ts';
import type { Environment } from './git-environment.ts';
import { type GitFailure, gitMessage } from './git-failure.ts';
import { listRemote, type RemoteRefs } from './list-remote.ts';
import { shownRemote } from './shown-remote.ts';

export type InspectedRemote =
  | { kind: 'ok'; defaultBranch: string; headSha: string }
  /** no_git: git is not there, or its configuration is broken. `message` is one sentence for a person: what, where, what to do. */
  | { kind: 'not_a_repository' | 'empty' | 'unreachable' | 'unauthorized' | 'no_git'; message: string };

/** Asks a remote, once, whether work can begin on it. `remote` as `resolveRepository` gave it. */
export async function inspectRemote(remote: string, env: Environment): Promise<InspectedRemote> {
  const listed = await listRemote(remote, env);
  if (listed.kind === 'failed') return refusal(remote, listed);
  const start = startOf(listed.remote);
  if (start !== null) return { kind: 'ok', ...start };
  return noCommit(remote);
}

export const noCommit = (remote: string): { kind: 'empty'; message: string } => ({
  kind: 'empty',
  message: `${shownRemote(remote)} has no commit to start from. Make a first commit on its default branch, then try again.`,
});

/**
 * Where work on a remote begins: the branch that its HEAD names. When HEAD is detached or names a branch without a
 * commit: main, master, or the only branch. Null when there is none.
 */
export function startOf(remote: RemoteRefs): { defaultBranch: string; headSha: string } | null {
  const branches = [...remote.refs.keys()]
    .filter((ref) => ref.startsWith('refs/heads/'))
    .map((ref) => ref.slice(11));
  const only = branches.length === 1 ? branches[0] : undefined;
  for (const branch of [remote.headBranch, 'main', 'master', only]) {
    const headSha = remote.refs.get(`refs/heads/${branch}`);
    if (branch && headSha !== undefined) return { defaultBranch: branch, headSha };
  }
  return null;
}

/** The sentence for a remote that git could not read. */
export function refusal(
  remote: string,
  failed: Extract<GitResult, { kind: 'failed' }>,
): Exclude<InspectedRemote, { kind: 'ok' }> {
  const said = failed.failure === 'timed_out' ? 'no answer in time' : gitMessage(failed.stderr);
  const kind = kinds[failed.failure];
  return {
    kind,
    message: failed.failure === 'not_installed' ? notInstalled : sentences[kind](shownRemote(remote), said),
  };
}

const kinds = {
  not_installed: 'no_git',
  misconfigured: 'no_git',
  unauthorized: 'unauthorized',
  timed_out: 'unreachable',
  unreachable: 'unreachable',
  locked: 'unreachable',
  not_a_repository: 'not_a_repository',
  no_such_ref: 'not_a_repository',
  failed: 'not_a_repository',
} as const satisfies Record<GitFailure, Exclude<InspectedRemote['kind'], 'ok' | 'empty'>>;

const notInstalled = 'git is not installed, or not on the PATH. Install git 2.39 or newer.';

const sentences = {
  no_git: (_: string, said: string) => `git cannot work here (${said}). Mend what it names, then try again.`,
  unauthorized: (remote: string, said: string) =>
    `${remote} did not let us in (${said}). Check the access that git has here.`,
  unreachable: (remote: string, said: string) =>
    `${remote} cannot be reached (${said}). Check the network, then try again.`,
  not_a_repository: (remote: string, said: string) =>
    `${remote} is not a git repository (${said}). Give the path or URL of one.`,
};
