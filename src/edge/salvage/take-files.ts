import { lstatSync } from 'node:fs';
import { type GitCall, runGit } from '../git/git.ts';
import type { IndexEntry } from './index-entries.ts';
import { mustGit, SalvageError } from './salvage-error.ts';

export interface TakenFiles {
  /** The working state: tracked and untracked files as they are. */
  tree: string;
  /** Paths that differ from the index, or are not in it. */
  files: number;
  bytes: number;
}

export interface ChangedFiles {
  /** Files that differ from the index, or are not in it. */
  paths: string[];
  /** Those of which status knows nothing, although they are there. */
  hidden: string[];
  /** Git directories among the untracked files. */
  repositories: string[];
}

/** Lists what differs from the index. What git passes over with a warning would be lost without a word: it throws. */
export async function listChanged(
  call: GitCall & { workTree: string },
  entries: readonly IndexEntry[],
): Promise<ChangedFiles> {
  const what = ['--others', '--modified', '--deleted', '--deduplicate', '--exclude-standard'];
  const listed = await runGit(['ls-files', '-z', ...what], call);
  const warning = listed.stderr.split('\n').find((line) => isAboutFiles(line));
  if (listed.kind === 'failed' || warning !== undefined) {
    throw new SalvageError('failed', `its files cannot be listed: ${warning ?? listed.stderr.trim()}`);
  }
  const names = listed.stdout.split('\0').filter((path) => path !== '');
  const hidden = entries.filter((entry) => isHidden(entry) && sizeOf(call.workTree, entry.path) !== null);
  const unmerged = entries.filter(({ stage }) => stage > 0);
  const known = [...hidden, ...unmerged].map(({ path }) => path);
  return {
    paths: [...new Set([...names.filter((path) => !path.endsWith('/')), ...known])],
    hidden: hidden.map(({ path }) => path),
    repositories: names.filter((path) => path.endsWith('/')).map((path) => path.slice(0, -1)),
  };
}

/** `unable to access` is of configuration and attributes, which change nothing here. */
const isAboutFiles = (line: string): boolean =>
  /could not open directory|Permission denied/.test(line) && !line.startsWith('warning: unable to access');

/** Marked assume-unchanged or skip-worktree; of the latter a sparse checkout has no file. */
const isHidden = ({ mark }: IndexEntry): boolean => mark !== 'H' && mark !== 'M';

/**
 * Writes the files of a working tree as a tree object. The index of `call` is used up.
 * @param maxBytes what changed and new files may have in all.
 */
export async function takeFiles(
  call: GitCall & { workTree: string },
  { paths, hidden }: ChangedFiles,
  maxBytes: number,
): Promise<TakenFiles> {
  const bytes = bytesOf(call.workTree, paths);
  if (bytes > maxBytes) {
    throw new SalvageError('too_large', `its changed files have ${bytes} bytes, more than ${maxBytes}`);
  }
  if (hidden.length > 0) await updateIndex(call, ['--force-remove'], hidden);
  if (paths.length > 0) await updateIndex(call, ['--add', '--remove', '--replace'], paths);
  const tree = (await mustGit(['write-tree'], call)).trim();
  return { tree, files: paths.length, bytes };
}

/** New files go to one pack that streams, not to a file each: 2 s instead of 9 s for 10,000 on a busy disk. */
const oneScratchPack = ['core.bigFileThreshold=1', 'core.fsync=none'];

const updateIndex = (call: GitCall, options: readonly string[], paths: readonly string[]) =>
  mustGit(['update-index', ...options, '-z', '--stdin'], {
    ...call,
    config: [...(call.config ?? []), ...oneScratchPack],
    input: paths.map((path) => `${path}\0`).join(''),
  });

/** What the files have that are there. */
export const bytesOf = (workTree: string, paths: readonly string[]): number =>
  paths.reduce((sum, path) => sum + (sizeOf(workTree, path) ?? 0), 0);

/** Null when nothing is there. */
function sizeOf(workTree: string, path: string): number | null {
  const whole = Buffer.concat([Buffer.from(`${workTree}/`), Buffer.from(path, 'latin1')]);
  return lstatSync(whole, { throwIfNoEntry: false })?.size ?? null;
}
