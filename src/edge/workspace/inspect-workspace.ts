import { existsSync, lstatSync } from 'node:fs';
import { join } from 'node:path';
import { UnusualFileError } from '../files.ts';
import { runGit } from '../git/git.ts';
import { gitMessage } from '../git/git-failure.ts';
import { linkedWorktrees } from './linked-worktrees.ts';
import { unpublishedCommits, type WorkspaceQuestion } from './unpublished-commits.ts';
import { withoutOwnFilters } from './without-own-filters.ts';

export type InspectedWorkspace =
  | { kind: 'missing' }
  | {
      kind: 'known';
      headSha: string | null;
      /** Null on a detached head. */
      branch: string | null;
      /** Tracked files that differ from the commit, or that git was told not to look at. */
      modified: number;
      /** Files that are neither tracked nor ignored. */
      untracked: number;
      /** Commits on a branch, tag, stash or head that neither the remote, as the cache knows it, nor `publishedShas` have. */
      unpublished: number;
      underWay: 'none' | 'merge' | 'rebase' | 'cherry_pick' | 'revert' | 'bisect';
    }
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
  const [status, hidden, unpublished] = await Promise.all([
    statusOf(question),
    hiddenFiles(question),
    unpublishedCommits(question),
  ]);
  if (typeof status === 'string') return unknown(status);
  if (typeof hidden === 'string') return unknown(hidden);
  if (typeof unpublished === 'string') return unknown(unpublished);
  const [worktree] = linkedWorktrees(question.path);
  if (worktree !== undefined) return unknown(`its worktree ${worktree} may hold work`);
  const modified = status.modified + hidden;
  return { kind: 'known', ...status, modified, unpublished, underWay: underWay(question.path) };
}

const unknown = (message: string): InspectedWorkspace => ({ kind: 'unknown', message });

async function statusOf({ path, env }: WorkspaceQuestion) {
  const filters = await withoutOwnFilters(path, env);
  if (filters === null) return 'its configuration cannot be read';
  const scope = ['--untracked-files=all', '--ignore-submodules=none', '--no-renames'];
  const status = await runGit(['status', '--porcelain=v2', '--branch', '-z', ...scope], {
    env,
    gitDir: join(path, '.git'),
    workTree: path,
    config: filters,
  });
  return status.kind === 'ok' ? parseStatus(status.stdout) : gitMessage(status.stderr);
}

/**
 * Counts files that status passes over because they are marked assume-unchanged (a small letter) or skip-worktree
 * (`S`), and that exist: a sparse checkout has no file there.
 */
async function hiddenFiles({ path, env }: WorkspaceQuestion): Promise<number | string> {
  const listed = await runGit(['ls-files', '-v', '-z'], { env, gitDir: join(path, '.git'), workTree: path });
  if (listed.kind === 'failed') return gitMessage(listed.stderr);
  const marked = listed.stdout.split('\0').filter((entry) => /^[a-zS] /.test(entry));
  return marked.filter((entry) => existsSync(join(path, entry.slice(2)))).length;
}

function parseStatus(output: string) {
  const entries = output.split('\0');
  const header = (name: string) =>
    entries.find((entry) => entry.startsWith(`# ${name} `))?.slice(name.length + 3);
  const oid = header('branch.oid');
  const branch = header('branch.head');
  return {
    headSha: oid === undefined || oid === '(initial)' ? null : oid,
    branch: branch === undefined || branch === '(detached)' ? null : branch,
    modified: entries.filter((entry) => /^[12u] /.test(entry)).length,
    untracked: entries.filter((entry) => entry.startsWith('? ')).length,
  };
}

const signs = [
  ['MERGE_HEAD', 'merge'],
  ['rebase-merge', 'rebase'],
  ['rebase-apply', 'rebase'],
  ['CHERRY_PICK_HEAD', 'cherry_pick'],
  ['REVERT_HEAD', 'revert'],
  ['BISECT_LOG', 'bisect'],
] as const;

const underWay = (path: string) =>
  signs.find(([file]) => existsSync(join(path, '.git', file)))?.[1] ?? 'none';
