import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { readIfThere } from '../files.ts';
import { allSubmoduleDirectories } from './submodule-directories.ts';

/**
 * Worktrees that the agent made of its workspace, or of a submodule in it, and that still exist: a look at its files does
 * not see theirs.
 */
export function linkedWorktrees(workspace: string): string[] {
  const gitDir = join(workspace, '.git');
  return [gitDir, ...allSubmoduleDirectories(gitDir)].flatMap(worktreesOf);
}

/** See gitrepository-layout(5), `worktrees/<id>/gitdir`: newer git may write a path relative to it. */
function worktreesOf(gitDir: string): string[] {
  const folder = join(gitDir, 'worktrees');
  if (!existsSync(folder)) return [];
  const named = readdirSync(folder).flatMap((name) => {
    const text = (readIfThere(join(folder, name, 'gitdir')) ?? '').trim();
    return text === '' ? [] : [dirname(resolve(folder, name, text))];
  });
  return named.filter((path) => existsSync(path));
}
