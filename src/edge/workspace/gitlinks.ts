import { runGit } from '../git/git.ts';
import type { Environment } from '../git/git-environment.ts';
import { gitMessage } from '../git/git-failure.ts';

/** Folders of the repositories within that a working tree's index names; a string when git cannot tell. */
export async function gitlinks(workTree: string, env: Environment): Promise<string[] | string> {
  const listed = await runGit(['ls-files', '--stage', '-z'], { env, cwd: workTree });
  if (listed.kind === 'failed') return gitMessage(listed.stderr);
  return listed.stdout.split('\0').flatMap((entry) => /^160000 .*?\t(.*)$/s.exec(entry)?.[1] ?? []);
}
