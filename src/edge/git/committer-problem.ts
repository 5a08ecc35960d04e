import { run } from '../exec.ts';

/**
 * Whether git would know who commits in a workspace, asked as whoever works there would: null, or a sentence for a
 * person. What could not be asked (no git on that PATH, too slow) is no problem here. `git var` exits with 128 where
 * `git commit` would, user.useConfigOnly included (git-var(1)); about 4 ms.
 * @param env what the agent gets, its configured variables included.
 */
export async function committerProblem(
  workspace: string,
  env: Readonly<Record<string, string>>,
): Promise<string | null> {
  const asked = await run('git', ['var', 'GIT_COMMITTER_IDENT'], {
    cwd: workspace,
    env: { ...env, LC_ALL: 'C', LANGUAGE: '' },
    timeoutMs: 10_000,
  });
  if (asked.exitCode !== 128) return null;
  const why = asked.stderr.trim().split('\n').at(-1) ?? '';
  return `git does not know who commits (${why}), so the agent could not commit its work. Tell it: git config --global user.name "Your Name" and git config --global user.email you@example.org`;
}
