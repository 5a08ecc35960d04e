import { askTimeoutMs, type GitResult, runGit } from './git.ts';
import type { Environment } from './git-environment.ts';
import { servedLocally } from './serve-locally.ts';

/** What a remote has. A branch that is `HEAD` but has no commit yet is known by name only. */
export interface RemoteRefs {
  /** The branch that `HEAD` names; null when it is detached or not told. */
  headBranch: string | null;
  headSha: string | null;
  /** Full names below refs/, without peeled tags. */
  refs: ReadonlyMap<string, string>;
}

export type ListedRemote = { kind: 'ok'; remote: RemoteRefs } | Extract<GitResult, { kind: 'failed' }>;

/** Asks a remote once for its refs. Nothing is written. */
export async function listRemote(
  remote: string,
  env: Environment,
  signal?: AbortSignal,
): Promise<ListedRemote> {
  const args = ['ls-remote', '--symref', ...servedLocally(remote, 'upload', env), '--end-of-options', remote];
  const listed = await runGit(args, { env, timeoutMs: askTimeoutMs, ...(signal && { signal }) });
  return listed.kind === 'ok' ? { kind: 'ok', remote: parseRefs(listed.stdout) } : listed;
}

function parseRefs(output: string): RemoteRefs {
  const refs = new Map<string, string>();
  let headBranch: string | null = null;
  let headSha: string | null = null;
  for (const line of output.split('\n')) {
    const [value, name] = line.split('\t');
    if (value === undefined || name === undefined || name.endsWith('^{}')) continue;
    if (value.startsWith('ref: refs/heads/')) headBranch = name === 'HEAD' ? value.slice(16) : headBranch;
    else if (name === 'HEAD') headSha = value;
    else if (!value.startsWith('ref: ')) refs.set(name, value);
  }
  return { headBranch, headSha, refs };
}
