import { readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { isRealDirectory } from '../workspace/is-real-directory.ts';
import { linkedWorktrees } from '../workspace/linked-worktrees.ts';
import { type IndexEntry, indexEntries } from './index-entries.ts';
import { shownName } from './salvage-document.ts';
import { mustGit, SalvageError } from './salvage-error.ts';
import type { ScratchRepository } from './scratch-repository.ts';
import { type SourceRepository, sourceAt } from './source-repository.ts';
import { type ChangedFiles, listChanged } from './take-files.ts';
import { takeRefs } from './take-refs.ts';

export interface NestedRepository {
  /** Byte string, relative to the repository around it. */
  path: string;
  source: SourceRepository;
}

/**
 * Repositories in a working tree that may hold work: those among the untracked files, submodules with something of
 * their own, and linked worktrees, which are found also where git ignores them.
 */
export async function nestedRepositories(
  { workTree, gitDir, commonDir }: SourceRepository,
  scratch: ScratchRepository,
  seen: { entries: readonly IndexEntry[]; changed: ChangedFiles },
): Promise<NestedRepository[]> {
  const linked = gitDir === commonDir ? linkedWorktrees(workTree).map((path) => inside(workTree, path)) : [];
  const free = [...new Set([...seen.changed.repositories, ...linked])].map((path) =>
    nestedAt(workTree, path),
  );
  const filled: NestedRepository[] = [];
  for (const { path } of seen.entries.filter(({ mode }) => mode === '160000')) {
    const folder = join(workTree, nameOf(path));
    const source = sourceAt(folder);
    if (source === null && isRealDirectory(folder) && readdirSync(folder).length > 0)
      throw new SalvageError('failed', `${folder} has files and no repository`);
    if (source !== null && (await hasWork(source, scratch))) filled.push({ path, source });
  }
  return [...free, ...filled];
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

/** Whether a submodule has files or commits that its own remote does not have. */
async function hasWork(source: SourceRepository, scratch: ScratchRepository): Promise<boolean> {
  const call = scratch.lookAt(source);
  const refs = await takeRefs(source, call, new Set());
  const { paths, repositories } = await listChanged(call, await indexEntries(call));
  if (paths.length > 0 || repositories.length > 0 || refs.stashes.length > 0) return true;
  if (refs.head.sha === null) return false;
  const [head, staged] = [`${refs.head.sha}^{tree}`, (await mustGit(['write-tree'], call)).trim()];
  if ((await mustGit(['rev-parse', head], call)).trim() !== staged) return true;
  const own = { env: call.env, gitDir: source.commonDir, config: ['core.bare=true'] };
  const input = [...refs.tips].map((sha) => `${sha}\n`).join('');
  return (
    (await mustGit(['rev-list', '--count', '--stdin', '--not', '--remotes'], { ...own, input })).trim() !==
    '0'
  );
}
