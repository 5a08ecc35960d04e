import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readIfThere } from '../files.ts';

/** A worktree that the agent made of its workspace and that still exists: its files are not looked at. */
export function linkedWorktree(workspace: string): string | null {
  const folder = join(workspace, '.git', 'worktrees');
  if (!existsSync(folder)) return null;
  const paths = readdirSync(folder).map((name) =>
    dirname((readIfThere(join(folder, name, 'gitdir')) ?? '').trim()),
  );
  return paths.find((path) => path !== '.' && existsSync(path)) ?? null;
}
