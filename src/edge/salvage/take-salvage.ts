import { join } from 'node:path';
import { UnusualFileError } from '../files.ts';
import { type GitCall, runGit } from '../git/git.ts';
import { originRefs, type RepositoryCache } from '../git/repository-cache.ts';
import { pastStaleLocks } from '../git/stale-locks.ts';
import { type SalvageDocument, shownName } from './salvage-document.ts';
import { mustGit, outputOf, SalvageError } from './salvage-error.ts';
import { salvageRef } from './salvage-ref.ts';
import { ScratchRepository } from './scratch-repository.ts';
import { sourceAt } from './source-repository.ts';
import { takeRepository } from './take-repository.ts';
import { closeAgain, openUnreadable } from './unreadable-files.ts';

export interface WantedSalvage {
  /** Absolute. Nothing runs in it any more. */
  workspace: string;
  /** Where the salvage goes. */
  cache: RepositoryCache;
  /** Commits that are safe elsewhere, beyond what the cache knows of the remote. */
  publishedShas: readonly string[];
  /** A folder of our own, on the cache's file system; it is gone afterwards. */
  scratch: string;
  about: Pick<SalvageDocument, 'requestId' | 'attempt' | 'repository' | 'title'>;
  nowMs: number;
  /** What changed files may have in all. */
  maxBytes: number;
  /** Ignored files that look like work are named, or kept as well. */
  ignored: 'list' | 'keep';
}

export interface SalvageReceipt {
  ref: string;
  sha: string;
  commits: number;
  stashes: number;
  files: number;
  bytes: number;
  nested: string[];
  ignored: string[];
}

export type TakenSalvage =
  | { kind: 'saved'; receipt: SalvageReceipt }
  /** Nothing was written, and nothing may be deleted. */
  | { kind: 'impossible'; why: 'too_large' | 'failed'; message: string };

/**
 * Keeps everything that only a workspace has on one ref of the cache. The workspace is not changed, and nothing that
 * is configured in it runs. The ref appears when all is there, or not at all; a later call replaces it.
 */
export async function takeSalvage(wanted: WantedSalvage): Promise<TakenSalvage> {
  const taken = await tryToTake(wanted, []);
  if (taken.kind === 'saved' || taken.why === 'too_large') return taken;
  const opened = openUnreadable(wanted.workspace);
  if (opened.length === 0) return taken;
  try {
    return await tryToTake(wanted, opened);
  } finally {
    closeAgain(wanted.workspace, opened);
  }
}

/** @param modes what files had before they could be read. */
async function tryToTake(wanted: WantedSalvage, modes: SalvageDocument['modes']): Promise<TakenSalvage> {
  try {
    return { kind: 'saved', receipt: await take(wanted, modes) };
  } catch (error) {
    if (error instanceof SalvageError) return { kind: 'impossible', why: error.why, message: error.message };
    if (!(error instanceof UnusualFileError || (error instanceof Error && 'code' in error))) throw error;
    return { kind: 'impossible', why: 'failed', message: error.message };
  }
}

async function take(wanted: WantedSalvage, modes: SalvageDocument['modes']): Promise<SalvageReceipt> {
  const { cache, workspace } = wanted;
  const scratch = new ScratchRepository(wanted.scratch, cache);
  try {
    const source = sourceAt(workspace);
    if (source === null) throw new SalvageError('failed', 'its git directory cannot be read');
    const published = await refsOfRemote(cache);
    const taken = await takeRepository({ ...wanted, scratch, source, published, modes });
    await keep(wanted, scratch.blank(workspace), taken.sha);
    return receiptOf(taken);
  } finally {
    scratch.remove();
  }
}

async function refsOfRemote(cache: RepositoryCache): Promise<string[]> {
  const refs = await originRefs(cache, '%(objectname) %(refname)');
  if (refs === null) throw new SalvageError('failed', `the cache ${cache.directory} cannot be read`);
  return refs.split('\n').filter((line) => line !== '');
}

/**
 * All objects go over in one pack, which git reads whole before it appears; then the ref. The files that
 * this attempt's earlier salvage has are not written again.
 */
async function keep({ cache, about }: WantedSalvage, call: GitCall, sha: string): Promise<void> {
  const inCache = { env: cache.env, gitDir: cache.directory };
  const known = await mustGit(['for-each-ref', '--format=^%(objectname)'], inCache);
  const earlier = await mustGit(['for-each-ref', '--format=^%(tree)', salvageRef(about)], inCache);
  const pack = join(cache.directory, 'objects', 'pack', 'pack');
  await mustGit(['pack-objects', '--quiet', '--revs', '--delta-base-offset', pack], {
    ...call,
    input: `${sha}\n${known}${earlier}`,
  });
  const named = ['update-ref', salvageRef(about), sha];
  outputOf(named, await pastStaleLocks(cache.directory, () => runGit(named, inCache)));
}

function receiptOf({ sha, document }: { sha: string; document: SalvageDocument }): SalvageReceipt {
  const { commits, stashes, files, bytes, nested, ignored } = document;
  return {
    ref: salvageRef(document),
    sha,
    commits,
    stashes,
    files,
    bytes,
    nested: nested.map(({ path }) => shownName(path)),
    ignored: ignored.map(shownName),
  };
}
