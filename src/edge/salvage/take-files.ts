import { type GitCall, runGit } from '../git/git.ts';
import { gitMessage } from '../git/git-failure.ts';
import { overlookedIn } from '../git/overlooked-files.ts';
import { begunRepositories, presentFiles } from '../workspace/real-folders.ts';
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
  /** Of these, what is a file or a link now, with its bytes. */
  present: ReadonlyMap<string, number>;
  /** Of these, tracked files in whose place there is nothing, or no file. */
  gone: string[];
  /** Those of which status knows nothing, although they are there. */
  hidden: string[];
  /** Repositories among the untracked files, and in folders of tracked ones. */
  repositories: string[];
}

/** Lists what differs from the index. What git passes over with a warning would be lost without a word: it throws. */
export async function listChanged(
  call: GitCall & { workTree: string },
  entries: readonly IndexEntry[],
): Promise<ChangedFiles> {
  const what = ['--others', '--modified', '--deleted', '--deduplicate', '--exclude-standard'];
  const listed = await runGit(['ls-files', '-z', ...what], call);
  const warning = overlookedIn(listed.stderr);
  if (listed.kind === 'failed' || warning !== null) {
    throw new SalvageError('failed', `its files cannot be listed: ${warning ?? listed.stderr.trim()}`);
  }
  const names = listed.stdout.split('\0').filter((path) => path !== '');
  const marked = entries.filter(isHidden).map(({ path }) => path);
  const hidden = [...presentFiles(call.workTree, marked).keys()];
  const unmerged = entries.filter(({ stage }) => stage > 0).map(({ path }) => path);
  const paths = [...new Set([...names.filter((path) => !path.endsWith('/')), ...hidden, ...unmerged])];
  const present = presentFiles(call.workTree, paths);
  const submodules = new Set(entries.filter(({ mode }) => mode === '160000').map(({ path }) => path));
  return {
    ...{ paths, hidden, present },
    gone: paths.filter((path) => !present.has(path) && !submodules.has(path)),
    repositories: [
      ...names.filter((path) => path.endsWith('/')).map((path) => path.slice(0, -1)),
      ...begunRepositories(
        call.workTree,
        entries.map(({ path }) => path),
        'latin1',
      ),
    ],
  };
}

/** Marked assume-unchanged or skip-worktree; of the latter a sparse checkout has no file. */
const isHidden = ({ mark }: IndexEntry): boolean => mark !== 'H' && mark !== 'M';

/**
 * Writes the files of a working tree as a tree object. The index of `call` is used up.
 * @param maxBytes what changed and new files may have in all.
 */
export async function takeFiles(
  call: GitCall & { workTree: string },
  { paths, present, gone, hidden }: ChangedFiles,
  maxBytes: number,
): Promise<TakenFiles> {
  const bytes = sum(present.values());
  if (bytes > maxBytes) {
    throw new SalvageError('too_large', `its changed files have ${bytes} bytes, more than ${maxBytes}`);
  }
  const without = new Set(gone);
  await updateIndex(call, ['--force-remove'], [...hidden, ...gone]);
  await addToIndex(
    call,
    paths.filter((path) => !without.has(path)),
  );
  const tree = (await mustGit(['write-tree'], call)).trim();
  return { tree, files: paths.length, bytes };
}

/** Adds files as they are, in the place of whatever has their names there. */
export const addToIndex = (call: GitCall, paths: readonly string[]): Promise<void> =>
  updateIndex(call, ['--add', '--remove', '--replace'], paths);

/** New files go to one pack that streams, not to a file each: 2 s instead of 9 s for 10,000 on a busy disk. */
const oneScratchPack = ['core.bigFileThreshold=1', 'core.fsync=none'];

/** Of a name that it refuses to store, git only says so. */
async function updateIndex(call: GitCall, options: readonly string[], paths: readonly string[]) {
  if (paths.length === 0) return;
  const updated = await runGit(['update-index', ...options, '-z', '--stdin'], {
    ...call,
    config: [...(call.config ?? []), ...oneScratchPack],
    input: paths.map((path) => `${path}\0`).join(''),
  });
  const ignored = updated.stderr.split('\n').find((line) => line.startsWith('Ignoring path '));
  if (updated.kind === 'failed' || ignored !== undefined) {
    throw new SalvageError('failed', `git update-index: ${ignored ?? gitMessage(updated.stderr)}`);
  }
}

export const sum = (numbers: Iterable<number>): number => [...numbers].reduce((all, one) => all + one, 0);
