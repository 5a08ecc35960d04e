import { type RunResult, run } from '../exec.ts';

/** Keys that are unlocked sign in well under a second; a smart card takes two or three. */
const signingTimeoutMs = 10_000;

/**
 * Whether a commit in a workspace would be signed, and cannot be without asking a person: null, or a sentence for them.
 * A commit that nothing refers to is signed; 4 ms where commit.gpgSign is not set, else what the key takes.
 * @param env what the agent gets, its configured variables included.
 */
export async function signingProblem(
  workspace: string,
  env: Readonly<Record<string, string>>,
): Promise<string | null> {
  const options = { cwd: workspace, env: { ...env, LC_ALL: 'C', LANGUAGE: '' }, timeoutMs: signingTimeoutMs };
  const wanted = await run('git', ['config', '--type=bool', '--get', 'commit.gpgSign'], options);
  if (wanted.stdout.trim() !== 'true') return null;
  const signed = await run('git', ['commit-tree', '-S', '-m', 'Can this be signed?', 'HEAD^{tree}'], {
    ...options,
    env: withoutQuestions(options.env),
    withDescendants: true,
  });
  if (signed.failure === 'none') return null;
  return `git is to sign commits (commit.gpgSign), and no commit could be signed without asking a person (${whyNot(signed)}), so the agent could not commit its work. Unlock the key for the worker (gpg-agent, ssh-agent), or set git: { sign: off } for this repository in planeguard.yaml`;
}

/** No dialog on the person's screen, no prompt on the worker's terminal; see ssh(1), gpg-agent(1). */
function withoutQuestions(env: Readonly<Record<string, string>>): Record<string, string> {
  const { GPG_TTY: _, DISPLAY: __, WAYLAND_DISPLAY: ___, ...others } = env;
  return { ...others, SSH_ASKPASS: 'false', SSH_ASKPASS_REQUIRE: 'force', GIT_TERMINAL_PROMPT: '0' };
}

function whyNot({ failure, stderr }: RunResult): string {
  if (failure === 'timed_out') return `nothing came of it within ${signingTimeoutMs / 1000} s`;
  return stderr.trim().split('\n').at(-1) || 'without a word';
}
