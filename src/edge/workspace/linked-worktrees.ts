import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readIfThere } from '../files.ts';

/** Worktrees that the agent made of its workspace and that still exist: a look at its files does not see theirs. */
export function linkedWorktrees(workspace: string): string[] {
  const folder = join(workspace, '.git', 'worktrees');
  if (!existsSync(folder)) return [];
  const paths = readdirSync(folder).map((name) =>
    dirname((readIfThere(join(folder, name, 'gitdir')) ?? '').trim()),
  );
  return paths.filter((path) => path !== '.' && existsSync(path));
}
