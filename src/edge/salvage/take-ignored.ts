import type { GitCall } from '../git/git.ts';
import { presentFiles } from '../workspace/real-folders.ts';
import { mustGit, SalvageError } from './salvage-error.ts';
import type { ScratchRepository } from './scratch-repository.ts';
import { addToIndex, sum } from './take-files.ts';

/** Ignored files that look like work: secrets of a developer's own, and databases. Documented in SPEC.md. */
const likeWork = /(^|\/)(\.env[^/]*|[^/]+\.(db|sqlite|sqlite3))$/;

/** A folder that is ignored as a whole (`node_modules/`) is not looked into. */
export async function ignoredWork(call: GitCall): Promise<string[]> {
  const args = ['ls-files', '-z', '--others', '--ignored', '--exclude-standard', '--directory'];
  const listed = await mustGit(args, call);
  return listed.split('\0').filter((path) => likeWork.test(path));
}

export interface TakenIgnored {
  tree: string;
  bytes: number;
}

/** Writes these files as a tree of their own, which is no part of the working state. */
export async function takeIgnored(
  scratch: ScratchRepository,
  workTree: string,
  { paths, maxBytes }: { paths: readonly string[]; maxBytes: number },
): Promise<TakenIgnored> {
  const present = presentFiles(workTree, paths);
  const bytes = sum(present.values());
  if (bytes > maxBytes) {
    throw new SalvageError(
      'too_large',
      `its ignored files have ${bytes} bytes, more than the ${maxBytes} left`,
    );
  }
  const call = scratch.blank(workTree);
  await addToIndex(call, [...present.keys()]);
  return { tree: (await mustGit(['write-tree'], call)).trim(), bytes };
}
