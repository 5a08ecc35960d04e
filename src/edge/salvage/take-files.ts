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
  /** Repositories among the untracked files, and submodules that are filled. */
  repositories: string[];
}

/**
 * Writes the files of a working tree as a tree object. The index of `call` is used up.
 * @param maxBytes what changed and new files may have in all.
 */
export async function takeFiles(
  call: GitCall & { workTree: string },
  entries: readonly IndexEntry[],
  maxBytes: number,
): Promise<TakenFiles> {
  const listed = await listChanged(call);
  const hidden = entries.filter(
    ({ mark, path }) => mark !== 'H' && mark !== 'M' && sizeOf(call.workTree, path) !== null,
  );
  const unmerged = entries.filter(({ stage }) => stage > 0);
  const repositories = listed.filter((path) => path.endsWith('/'));
  const paths = [
    ...new Set([
      ...listed.filter((path) => !path.endsWith('/')),
      ...[...hidden, ...unmerged].map(({ path }) => path),
    ]),
  ];
  const bytes = paths.reduce((sum, path) => sum + (sizeOf(call.workTree, path) ?? 0), 0);
  if (bytes > maxBytes) {
    throw new SalvageError('too_large', `its changed files have ${bytes} bytes, more than ${maxBytes}`);
  }
  if (hidden.length > 0)
    await updateIndex(
      call,
      ['--force-remove'],
      hidden.map(({ path }) => path),
    );
  if (paths.length > 0) await updateIndex(call, ['--add', '--remove', '--replace'], paths);
  const tree = (await mustGit(['write-tree'], call)).trim();
  return { tree, files: paths.length, bytes, repositories: repositories.map((path) => path.slice(0, -1)) };
}

/** What git passes over with a warning would be lost without a word. */
async function listChanged(call: GitCall): Promise<string[]> {
  const args = [
    'ls-files',
    '-z',
    '--others',
    '--modified',
    '--deleted',
    '--deduplicate',
    '--exclude-standard',
  ];
  const listed = await runGit(args, call);
  const warning = /^.*(could not open directory|Permission denied).*$/m.exec(listed.stderr)?.[0];
  if (listed.kind === 'failed' || warning !== undefined) {
    throw new SalvageError('failed', `its files cannot be listed: ${warning ?? listed.stderr.trim()}`);
  }
  return listed.stdout.split('\0').filter((path) => path !== '');
}

const updateIndex = (call: GitCall, options: readonly string[], paths: readonly string[]) =>
  mustGit(['update-index', ...options, '-z', '--stdin'], {
    ...call,
    input: paths.map((path) => `${path}\0`).join(''),
  });

/** Null when nothing is there. */
export function sizeOf(workTree: string, path: string): number | null {
  const whole = Buffer.concat([Buffer.from(`${workTree}/`), Buffer.from(path, 'latin1')]);
  return lstatSync(whole, { throwIfNoEntry: false })?.size ?? null;
}
