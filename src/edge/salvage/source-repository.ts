import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readIfThere } from '../files.ts';
import type { Environment } from '../git/git-environment.ts';
import { isRealDirectory } from '../workspace/is-real-directory.ts';

/** Where a repository's parts are: they differ for submodules and linked worktrees. */
export interface SourceRepository {
  /** Absolute. */
  workTree: string;
  /** HEAD, index and what is under way. */
  gitDir: string;
  /** Objects, refs, stash. */
  commonDir: string;
}

/** A call for its objects and refs alone: a submodule's working tree may be gone, and git would go there first. */
export const alone = ({ commonDir }: Pick<SourceRepository, 'commonDir'>, env: Environment) => ({
  env,
  gitDir: commonDir,
  workTree: commonDir,
  config: ['core.bare=true'],
});

/** The repository of a working tree; null when it has none of its own. See gitrepository-layout(5). */
export function sourceAt(workTree: string): SourceRepository | null {
  const gitDir = gitDirOf(workTree);
  if (gitDir === null || !existsSync(join(gitDir, 'HEAD'))) return null;
  const common = readIfThere(join(gitDir, 'commondir'));
  return { workTree, gitDir, commonDir: common === null ? gitDir : resolve(gitDir, common.trim()) };
}

function gitDirOf(workTree: string): string | null {
  const path = join(workTree, '.git');
  if (isRealDirectory(path)) return path;
  if (!existsSync(path)) return null;
  const named = /^gitdir: (.+)$/m.exec(readIfThere(path) ?? '')?.[1];
  return named === undefined ? null : resolve(workTree, named);
}
