import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runGit, transferTimeoutMs } from '../git/git.ts';
import { gitMessage } from '../git/git-failure.ts';
import { asPointers, canFetchLargeFiles, pointersIn } from '../git/large-files.ts';
import type { RepositoryCache } from '../git/repository-cache.ts';
import { shownRemote } from '../git/shown-remote.ts';
import { fillSubmodules, submoduleTrees } from './fill-submodules.ts';

/** What belongs to a repository's files besides what its commits have. */
export interface TakenAlong {
  submodules: boolean;
  /** The files that Git LFS keeps; else their pointers. */
  lfs: boolean;
}

export interface WorkspaceToFill {
  /** Laid out, without files. */
  workspace: string;
  cache: RepositoryCache;
  along: TakenAlong;
  /** Whether its commit keeps any file in Git LFS. */
  usesLfs: boolean;
}

export type FilledWorkspace =
  | { kind: 'filled' }
  /** host: something is missing on this machine, and trying again does not mend it. */
  | { kind: 'refused'; where: 'host' | 'workspace'; why: string };

/** Writes the files of a new workspace, with its submodules and the files of Git LFS where it is to have them. */
export async function fillWorkspace(wanted: WorkspaceToFill): Promise<FilledWorkspace> {
  const { workspace, cache, along } = wanted;
  const { env, signal } = cache;
  const missing = along.lfs && wanted.usesLfs && !(await canFetchLargeFiles(env));
  const filled = await runGit(['reset', '--hard', '--quiet'], {
    // Found by its folder, a git directory that is no more would be that of a repository around it.
    ...{ env, gitDir: join(workspace, '.git'), workTree: workspace },
    timeoutMs: transferTimeoutMs,
    config: along.lfs && !missing ? [] : asPointers,
    ...(signal && { signal }),
  });
  if (filled.kind === 'failed')
    return { kind: 'refused', where: 'workspace', why: gitMessage(filled.stderr) };
  const left = missing ? await pointersIn(workspace, env) : [];
  if (left.length > 0) return withoutLfs(cache, left);
  const hasSubmodules = existsSync(join(workspace, '.gitmodules'));
  return along.submodules && hasSubmodules ? takeSubmodules(wanted) : done;
}

const done: FilledWorkspace = { kind: 'filled' };

/** @param except submodules that have their files from elsewhere. */
export async function takeSubmodules(
  { workspace, cache, along }: Pick<WorkspaceToFill, 'workspace' | 'cache' | 'along'>,
  except: readonly string[] = [],
): Promise<FilledWorkspace> {
  const canLfs = along.lfs && (await canFetchLargeFiles(cache.env));
  const problem = await fillSubmodules({ workspace, cache, config: canLfs ? [] : asPointers, except });
  if (problem !== null) return { kind: 'refused', where: 'workspace', why: withoutSubmodules(problem) };
  if (!along.lfs || canLfs) return done;
  for (const tree of await submoduleTrees(workspace, cache.env)) {
    const left = await pointersIn(tree, cache.env);
    if (left.length > 0) return withoutLfs(cache, left);
  }
  return done;
}

const withoutSubmodules = (why: string): string =>
  `its submodules could not be fetched (${why}); check the access that git has here, or set workspace: { submodules: false } for this repository in planeguard.yaml`;

function withoutLfs({ remote }: RepositoryCache, [first = '', ...others]: string[]): FilledWorkspace {
  const files = others.length === 0 ? first : `${first} and ${others.length} more`;
  const why = `${shownRemote(remote)} keeps ${files} in Git LFS, and git here would leave pointers in their place. Install git-lfs and type: git lfs install. Or set workspace: { lfs: false } for this repository in planeguard.yaml`;
  return { kind: 'refused', where: 'host', why };
}
