import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readIfThere } from '../files.ts';
import { runGit } from '../git/git.ts';
import type { Environment } from '../git/git-environment.ts';
import { isRealDirectory } from './is-real-directory.ts';

/**
 * Settings that switch off the filters which a repository's own configuration defines: `git status` would run their
 * programs, and an agent can write that file. Empty, and without a process, when there are none. Null when git fails,
 * or a filter cannot be switched off.
 */
export async function withoutOwnFilters(gitDir: string, env: Environment): Promise<string[] | null> {
  if (definesNone(gitDir)) return [];
  const listed = await runGit(['config', '--list', '--show-scope', '--includes', '--name-only', '-z'], {
    env,
    gitDir,
  });
  if (listed.kind === 'failed') return null;
  const fields = listed.stdout.split('\0');
  const own = fields.filter((_, index) => fields[index - 1] === 'local' || fields[index - 1] === 'worktree');
  const names = [...new Set(own.flatMap((key) => /^filter\.(.*)\.[^.]*$/s.exec(key)?.[1] ?? []))];
  // `-c` ends the name of a setting at its first `=`.
  if (names.some((name) => name.includes('='))) return null;
  return names.flatMap((name) => [
    `filter.${name}.clean=`,
    `filter.${name}.smudge=`,
    `filter.${name}.process=`,
    `filter.${name}.required=false`,
  ]);
}

/** Only where the configuration is known to be in this folder: a `.git` file or `commondir` names another. */
function definesNone(gitDir: string): boolean {
  if (!isRealDirectory(gitDir) || existsSync(join(gitDir, 'commondir'))) return false;
  const files = ['config', 'config.worktree'].map((name) => readIfThere(join(gitDir, name)) ?? '');
  return !files.some((text) => /filter|include/i.test(text));
}
