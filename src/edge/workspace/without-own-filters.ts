import { join } from 'node:path';
import { readIfThere } from '../files.ts';
import { runGit } from '../git/git.ts';
import type { Environment } from '../git/git-environment.ts';

/**
 * Settings that switch off the filters which a workspace's own configuration defines: `git status` would run their
 * programs, and an agent can write that file. Empty, and without a process, when there are none. Null when git fails.
 */
export async function withoutOwnFilters(workspace: string, env: Environment): Promise<string[] | null> {
  const gitDir = join(workspace, '.git');
  const files = ['config', 'config.worktree'].map((name) => readIfThere(join(gitDir, name)) ?? '');
  if (!files.some((text) => /filter|include/i.test(text))) return [];
  const listed = await runGit(['config', '--list', '--show-scope', '--includes', '--name-only', '-z'], {
    env,
    gitDir,
  });
  if (listed.kind === 'failed') return null;
  const fields = listed.stdout.split('\0');
  const own = fields.filter((_, index) => fields[index - 1] === 'local' || fields[index - 1] === 'worktree');
  const names = new Set(own.flatMap((key) => /^filter\.(.*)\.[^.]*$/s.exec(key)?.[1] ?? []));
  return [...names].flatMap((name) => [
    `filter.${name}.clean=`,
    `filter.${name}.smudge=`,
    `filter.${name}.process=`,
    `filter.${name}.required=false`,
  ]);
}
