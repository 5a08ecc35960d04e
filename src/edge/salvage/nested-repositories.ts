import { readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { isRealDirectory } from '../workspace/is-real-directory.ts';
import { linkedWorktrees } from '../workspace/linked-worktrees.ts';
import { type IndexEntry, indexEntries } from './index-entries.ts';
import { isUnpublished, leftSubmodules } from './left-submodules.ts';
import { shownName } from './salvage-document.ts';
import { mustGit, SalvageError } from './salvage-error.ts';
import type { ScratchCall, ScratchRepository } from './scratch-repository.ts';
import { type SourceRepository, sourceAt } from './source-repository.ts';
import { type ChangedFiles, listChanged } from './take-files.ts';
import { type TakenRefs, takeRefs } from './take-refs.ts';

export interface NestedRepository {
  /** Byte string, relative to the repository around it. */
  path: string;
  source: SourceRepository;
}

export interface RepositoriesWithin {
  /** Those that may hold work. */
  found: NestedRepository[];
  /** Submodules that have a working tree, by their git directories. */
  checkedOut: ReadonlySet<string>;
}

/**
 * Repositories in a working tree that may hold work: those among the untracked files, submodules with something of
 * their own, however deep, and linked worktrees, which are found also where git ignores them.
 */
export async function nestedRepositories(
  { workTree, gitDir, commonDir }: SourceRepository,
  scratch: ScratchRepository,
  seen: { entries: readonly IndexEntry[]; changed: ChangedFiles },
): Promise<RepositoriesWithin> {
  const linked = gitDir === commonDir ? linkedWorktrees(workTree).map((path) => inside(workTree, path)) : [];
  const free = [...new Set([...seen.changed.repositories, ...linked])].map((path) =>
    nestedAt(workTree, path),
  );
  const submodules = seen.entries.flatMap((entry) => submoduleAt(workTree, entry));
  const filled: NestedRepository[] = [];
  for (const one of submodules) if (await hasWork(one.source, scratch)) filled.push(one);
  const checkedOut = new Set([...free, ...submodules].map(({ source }) => source.gitDir));
  return { found: [...free, ...filled], checkedOut };
}

/** None where it is not checked out. */
function submoduleAt(workTree: string, { mode, path }: IndexEntry): NestedRepository[] {
  if (mode !== '160000') return [];
  const folder = join(workTree, nameOf(path));
  const source = sourceAt(folder);
  if (source === null && isRealDirectory(folder) && readdirSync(folder).length > 0)
    throw new SalvageError('failed', `${folder} has files and no repository`);
  return source === null ? [] : [{ path, source }];
}

/** A worktree elsewhere cannot go with the workspace, and cannot stay without it. */
function inside(workTree: string, path: string): string {
  const name = relative(workTree, path);
  if (name === '' || name.startsWith('..') || name.startsWith(sep)) {
    throw new SalvageError('failed', `its worktree ${path} is outside of it`);
  }
  return Buffer.from(name).toString('latin1');
}

function nestedAt(workTree: string, path: string): NestedRepository {
  const source = sourceAt(join(workTree, nameOf(path)));
  if (source === null)
    throw new SalvageError('failed', `the repository ${nameOf(path)} in it cannot be read`);
  return { path, source };
}

/** Programs are started with names in UTF-8 only. */
function nameOf(path: string): string {
  const name = shownName(path);
  if (Buffer.from(name).toString('latin1') === path) return name;
  throw new SalvageError(
    'failed',
    `the repository ${JSON.stringify(name)} in it has a name that is no UTF-8`,
  );
}

/** Whether a submodule, or a repository within it, has files or commits that its own remote does not have. */
async function hasWork(source: SourceRepository, scratch: ScratchRepository): Promise<boolean> {
  const call = scratch.lookAt(source);
  const entries = await indexEntries(call);
  const changed = await listChanged(call, entries);
  if (changed.paths.length > 0) return true;
  const refs = await takeRefs(source, call, new Set());
  if ((await hasStaged(refs, entries, call)) || (await isUnpublished(source, refs, scratch))) return true;
  const { found, checkedOut } = await nestedRepositories(source, scratch, { entries, changed });
  return found.length > 0 || (await leftSubmodules(source.commonDir, scratch, checkedOut)).length > 0;
}

async function hasStaged(
  { head }: TakenRefs,
  entries: readonly IndexEntry[],
  call: ScratchCall,
): Promise<boolean> {
  if (head.sha === null) return entries.length > 0;
  const staged = (await mustGit(['write-tree'], call)).trim();
  return (await mustGit(['rev-parse', `${head.sha}^{tree}`], call)).trim() !== staged;
}
