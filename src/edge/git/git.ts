import { run } from '../exec.ts';
import { type Environment, gitEnvironment } from './git-environment.ts';
import { type GitFailure, gitFailure } from './git-failure.ts';
import { personalSettings } from './personal-settings.ts';

export interface GitCall {
  /** The person's environment; what would bend git is taken out. */
  env: Environment;
  /** Absolute: the git directory to work in. */
  gitDir?: string;
  /** Absolute: the files that belong to it, whatever its own configuration says. */
  workTree?: string;
  /** The work tree, else the root: this process's own may be gone. */
  cwd?: string;
  /** More settings, as `key=value`. */
  config?: readonly string[];
  input?: string;
  /** Input and output are byte strings, one character per byte: names need not be UTF-8. */
  bytes?: boolean;
  /** Ways to reach a remote, separated by colons; all that are known to us when absent. See GIT_ALLOW_PROTOCOL in git(1). */
  protocols?: string;
  timeoutMs?: number;
  signal?: AbortSignal;
}

export type GitResult =
  | { kind: 'ok'; stdout: string; stderr: string }
  | { kind: 'failed'; failure: GitFailure; exitCode: number | null; stdout: string; stderr: string };

export const localTimeoutMs = 60_000;
export const askTimeoutMs = 60_000;
export const transferTimeoutMs = 15 * 60_000;

/**
 * Runs git with nothing that a repository or a name in it could turn into a program of its own: no hooks, no
 * file-system monitor, no prompts, known protocols only. Of the person's configuration only `personalSettings` count.
 */
export async function runGit(args: readonly string[], call: GitCall): Promise<GitResult> {
  const result = await run('git', [...fixedArguments(call), ...args], {
    env: {
      ...gitEnvironment(call.env),
      ...(await personalSettings(call.env)),
      ...(call.protocols === undefined ? {} : { GIT_ALLOW_PROTOCOL: call.protocols }),
    },
    timeoutMs: call.timeoutMs ?? localTimeoutMs,
    cwd: call.cwd ?? call.workTree ?? '/',
    // A local remote's receive-pack and its hooks are children of our git.
    withDescendants: true,
    ...(call.input === undefined
      ? {}
      : { input: call.bytes ? Buffer.from(call.input, 'latin1') : call.input }),
    ...(call.bytes === undefined ? {} : { bytes: call.bytes }),
    ...(call.signal === undefined ? {} : { signal: call.signal }),
  });
  if (result.failure === 'none') return { kind: 'ok', stdout: result.stdout, stderr: result.stderr };
  const { exitCode, stdout, stderr } = result;
  return { kind: 'failed', failure: gitFailure(result), exitCode, stdout, stderr };
}

const safeSettings = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'core.alternateRefsCommand=true',
  'core.pager=cat',
  'gc.auto=0',
  'maintenance.auto=false',
  'fetch.recurseSubmodules=false',
  'push.recurseSubmodules=no',
  'submodule.recurse=false',
  'advice.statusHints=false',
];

function fixedArguments(call: GitCall): string[] {
  const settings = [...safeSettings, ...(call.config ?? [])].flatMap((setting) => ['-c', setting]);
  const where = call.gitDir === undefined ? [] : [`--git-dir=${call.gitDir}`];
  const files = call.workTree === undefined ? [] : [`--work-tree=${call.workTree}`];
  return ['--no-pager', '--literal-pathspecs', ...settings, ...where, ...files];
}
