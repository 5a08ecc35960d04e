import { existsSync, lstatSync } from 'node:fs';
import { join } from 'node:path';
import { UnusualFileError } from '../files.ts';
import { linkedWorktrees } from './linked-worktrees.ts';
import { type UncommittedWork, uncommittedWork } from './uncommitted-work.ts';
import { unpublishedCommits, type WorkspaceQuestion } from './unpublished-commits.ts';

export type InspectedWorkspace =
  | { kind: 'missing' }
  | (Omit<UncommittedWork, 'repositories'> & {
      kind: 'known';
      /** Commits on a branch, tag, stash or head that neither the remote, as the cache knows it, nor `publishedShas` have. */
      unpublished: number;
      underWay: 'none' | 'merge' | 'rebase' | 'cherry_pick' | 'revert' | 'bisect';
    })
  | { kind: 'unknown'; message: string };

/** Looks at a workspace without changing it. Whatever its agent put in the place of git's files is `unknown`. */
export async function inspectWorkspace(question: WorkspaceQuestion): Promise<InspectedWorkspace> {
  try {
    return await inspect(question);
  } catch (error) {
    if (error instanceof UnusualFileError || (error instanceof Error && 'syscall' in error)) {
      return unknown(error.message);
    }
    throw error;
  }
}

async function inspect(question: WorkspaceQuestion): Promise<InspectedWorkspace> {
  const found = lstatSync(question.path, { throwIfNoEntry: false });
  if (found === undefined) return { kind: 'missing' };
  if (!found.isDirectory()) return unknown(`${question.path} is not a directory`);
  const seen = await uncommittedWork(question.path, question.env);
  if (typeof seen === 'string') return unknown(seen);
  const { repositories, ...work } = seen;
  const unpublished = await unpublishedCommits(question, repositories);
  if (typeof unpublished === 'string') return unknown(unpublished);
  const [worktree] = linkedWorktrees(question.path);
  if (worktree !== undefined) return unknown(`its worktree ${worktree} may hold work`);
  return { kind: 'known', ...work, unpublished, underWay: underWay(question.path) };
}

const unknown = (message: string): InspectedWorkspace => ({ kind: 'unknown', message });

const signs = [
  ['MERGE_HEAD', 'merge'],
  ['MERGE_AUTOSTASH', 'merge'],
  ['rebase-merge', 'rebase'],
  ['rebase-apply', 'rebase'],
  ['CHERRY_PICK_HEAD', 'cherry_pick'],
  ['REVERT_HEAD', 'revert'],
  ['BISECT_LOG', 'bisect'],
] as const;

const underWay = (path: string) =>
  signs.find(([file]) => existsSync(join(path, '.git', file)))?.[1] ?? 'none';
