import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runGit } from '../git/git.ts';
import type { Environment } from '../git/git-environment.ts';
import { gitMessage } from '../git/git-failure.ts';

/**
 * Lets a new branch begin where a workspace stands; a rebase under way keeps its detached head. Null when done, else
 * what git said. The working tree and the index are not touched.
 */
export async function startBranch(wanted: {
  workspace: string;
  branch: string;
  env: Environment;
}): Promise<string | null> {
  const { branch, env } = wanted;
  const gitDir = join(wanted.workspace, '.git');
  if (existsSync(join(gitDir, 'rebase-merge')) || existsSync(join(gitDir, 'rebase-apply'))) return null;
  const ref = `refs/heads/${branch}`;
  for (const args of [
    ['update-ref', '--end-of-options', ref, 'HEAD'],
    ['symbolic-ref', 'HEAD', ref],
  ]) {
    const done = await runGit(args, { env, gitDir });
    if (done.kind === 'failed') return gitMessage(done.stderr);
  }
  return null;
}
