import type { GitCall } from '../git/git.ts';
import type { IndexEntry } from './index-entries.ts';
import { mustGit } from './salvage-error.ts';
import type { ScratchRepository } from './scratch-repository.ts';

export interface TakenStaged {
  /** What is staged, without the paths in conflict. */
  tree: string;
  /** The sides of a conflict: `1`, `2`, `3` with their files; null without a conflict. */
  stages: string | null;
}

/** Writes an index as trees: `write-tree` knows no conflicts. The index of `call` is not changed. */
export async function takeStaged(
  scratch: ScratchRepository,
  call: GitCall & { workTree: string },
  entries: readonly IndexEntry[],
): Promise<TakenStaged> {
  const unmerged = entries.filter(({ stage }) => stage > 0);
  if (unmerged.length === 0) return { tree: (await mustGit(['write-tree'], call)).trim(), stages: null };
  const merged = entries.filter(({ stage }) => stage === 0);
  return {
    tree: await treeOf(scratch, call.workTree, merged),
    stages: await treeOf(
      scratch,
      call.workTree,
      unmerged.map((entry) => ({ ...entry, stage: 0, path: `${entry.stage}/${entry.path}` })),
    ),
  };
}

export async function treeOf(
  scratch: ScratchRepository,
  workTree: string,
  entries: readonly IndexEntry[],
): Promise<string> {
  const call = scratch.blank(workTree);
  await mustGit(['update-index', '-z', '--index-info'], { ...call, input: indexInfo(entries) });
  return (await mustGit(['write-tree'], call)).trim();
}

/** Input format: git-update-index(1), USING --INDEX-INFO. */
export const indexInfo = (entries: readonly IndexEntry[]): string =>
  entries.map(({ mode, sha, stage, path }) => `${mode} ${sha} ${stage}\t${path}\0`).join('');
