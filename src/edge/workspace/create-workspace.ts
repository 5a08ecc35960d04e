import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { configText, type GitSetting } from '../git/config-text.ts';
import { usesLargeFiles } from '../git/large-files.ts';
import { workspaceConfig } from '../git/make-cache.ts';
import { originRefs, type RepositoryCache } from '../git/repository-cache.ts';
import { removeLeftover } from '../remove-directory.ts';
import { type FilledWorkspace, fillWorkspace, type TakenAlong } from './fill-workspace.ts';
import { ownerFile, ownerText, readOwner, sameOwner, type WorkspaceOwner } from './owner-file.ts';

export interface NewWorkspace {
  /** Absolute. Its last part is the session's id. */
  path: string;
  owner: WorkspaceOwner;
  /** Up to date: `fetchCache` has run. */
  cache: RepositoryCache;
  defaultBranch: string;
  /** The new branch. */
  branch: string;
  /** The commit it starts from; it must be in the cache. */
  startSha: string;
  /** All of it when absent. */
  along?: TakenAlong;
  /** More of its git configuration. */
  settings?: readonly GitSetting[];
  /** What else is to be done in it before it appears: earlier work, which must be there whole. Null when done. */
  complete?: (making: string) => Promise<NotCompleted | null>;
}

export interface NotCompleted {
  /** host: something is missing on this machine, and trying again does not mend it. */
  where: 'host' | 'workspace';
  message: string;
}

export type CreatedWorkspace =
  | { kind: 'created' }
  /** It was complete already: a crash came after it was made. */
  | { kind: 'found' }
  | ({ kind: 'refused' } & NotCompleted);

/**
 * Makes a session's own clone, which borrows the cache's objects. The directory appears complete or not at all, so
 * the call may be repeated after a crash at any point. Three git processes in all where nothing comes along.
 */
export async function createWorkspace(wanted: NewWorkspace): Promise<CreatedWorkspace> {
  if (existsSync(wanted.path)) return adopt(wanted);
  const making = makingPath(wanted.path);
  await removeLeftover(making);
  const { cache, startSha, along = { submodules: true, lfs: true } } = wanted;
  const [refs, usesLfs] = await Promise.all([
    originRefs(cache, packedRef),
    along.lfs && usesLargeFiles(cache, startSha),
  ]);
  if (refs === null) return refused(wanted, 'its cache cannot be read');
  layOut(making, wanted, refs);
  const filled = await fillWorkspace({ workspace: making, cache, along, usesLfs });
  const problem = filled.kind === 'refused' ? notFilled(wanted, filled) : await wanted.complete?.(making);
  if (problem) {
    await removeLeftover(making);
    return { kind: 'refused', ...problem };
  }
  renameSync(making, wanted.path);
  return { kind: 'created' };
}

const notFilled = (
  { path }: NewWorkspace,
  { where, why }: Extract<FilledWorkspace, { kind: 'refused' }>,
): NotCompleted => ({ where, message: where === 'host' ? `${why}.` : notMade(path, why) });

const notMade = (path: string, why: string): string => `The workspace ${path} could not be made: ${why}.`;

const refused = ({ path }: NewWorkspace, why: string): CreatedWorkspace => ({
  kind: 'refused',
  where: 'workspace',
  message: notMade(path, why),
});

function adopt(wanted: NewWorkspace): CreatedWorkspace {
  if (sameOwner(wanted.owner, readOwner(wanted.path))) return { kind: 'found' };
  return refused(wanted, 'something that is not ours is there already');
}

/** One fixed name per session, so that what a crash left is found and replaced. */
export const makingPath = (path: string): string => join(dirname(path), `.${basename(path)}.making`);

/** A line of `packed-refs`, and what an annotated tag points to. */
const packedRef = '%(objectname) %(refname)%(if)%(*objectname)%(then)%0a^%(*objectname)%(end)';

/** What `git clone --shared` makes, without its three processes (clone, index-pack, checkout). */
function layOut(directory: string, wanted: NewWorkspace, refs: string): void {
  const git = join(directory, '.git');
  const branchFile = join(git, 'refs', 'heads', wanted.branch);
  const originHead = join(git, 'refs', 'remotes', 'origin', 'HEAD');
  for (const folder of [
    dirname(branchFile),
    dirname(originHead),
    join(git, 'objects', 'info'),
    join(git, 'info'),
  ]) {
    mkdirSync(folder, { recursive: true });
  }
  writeFileSync(join(git, 'objects', 'info', 'alternates'), `${join(wanted.cache.directory, 'objects')}\n`);
  const settings = [...originSettings(wanted.cache.remote), ...(wanted.settings ?? [])];
  writeFileSync(join(git, 'config'), workspaceConfig(wanted.cache) + configText(settings));
  writeFileSync(join(git, 'packed-refs'), `# pack-refs with: peeled fully-peeled sorted \n${refs}`);
  writeFileSync(originHead, `ref: refs/remotes/origin/${wanted.defaultBranch}\n`);
  writeFileSync(branchFile, `${wanted.startSha}\n`);
  writeFileSync(join(git, 'HEAD'), `ref: refs/heads/${wanted.branch}\n`);
  writeFileSync(ownerFile(directory), ownerText(wanted.owner));
}

const originSettings = (remote: string): GitSetting[] => [
  ['remote.origin.url', remote],
  ['remote.origin.fetch', '+refs/heads/*:refs/remotes/origin/*'],
];
