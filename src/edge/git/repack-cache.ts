import { rmSync } from 'node:fs';
import { isoTime } from '../clock.ts';
import { diskUsage } from '../disk-usage.ts';
import { forgetLetGo, letGoIn, noteRepack } from './cache-condition.ts';
import { type GitCall, type GitResult, runGit, transferTimeoutMs } from './git.ts';
import type { Environment } from './git-environment.ts';
import { gitMessage } from './git-failure.ts';
import { clearLeftoverPacks } from './leftover-packs.ts';
import { whileNobodyElse } from './one-at-a-time.ts';
import { dropOldHeads } from './published-heads.ts';
import { clearStaleLocks } from './stale-locks.ts';
import { largeFilesFolder } from './upload-large-files.ts';

export interface RepackWish {
  /** The cache. */
  directory: string;
  env: Environment;
  nowMs: number;
  /** Published commits are kept this long, though their branch may be gone from the remote. */
  headsMs: number;
  signal: AbortSignal;
  /** Asked when its turn has come. */
  nobodyBorrows: () => boolean;
}

export type RepackedCache =
  | { kind: 'repacked'; beforeBytes: number; afterBytes: number }
  /** Somebody needs the cache, or this process ends: it is as good as before, and is tried again. */
  | { kind: 'gave_way' }
  | { kind: 'failed'; message: string };

/**
 * Writes a cache anew as one pack, without what no ref needs. Only for one that nobody borrows from: who comes
 * meanwhile ends it, and need not wait. Killed at any point it leaves all objects, and files that a later one removes.
 */
export function repackCache(wish: RepackWish): Promise<RepackedCache> {
  return whileNobodyElse(wish.directory, (signal) => repackNow(wish, signal), wish.signal);
}

async function repackNow(wish: RepackWish, signal: AbortSignal): Promise<RepackedCache> {
  const { directory, env } = wish;
  if (signal.aborted || !wish.nobodyBorrows()) return { kind: 'gave_way' };
  clearLeftoverPacks(directory);
  clearStaleLocks(directory);
  rmSync(largeFilesFolder(directory), { recursive: true, force: true });
  const letGo = letGoIn(directory);
  const beforeBytes = await diskUsage(directory);
  await dropOldHeads(directory, env, wish.nowMs - wish.headsMs);
  const packed = await collectGarbage({ env, gitDir: directory, timeoutMs: transferTimeoutMs, signal });
  if (signal.aborted) return { kind: 'gave_way' };
  noteRepack(directory, isoTime(wish.nowMs));
  if (packed.kind === 'failed') return { kind: 'failed', message: why(packed) };
  forgetLetGo(directory, letGo);
  return { kind: 'repacked', beforeBytes, afterBytes: await diskUsage(directory) };
}

/**
 * Another process may be writing objects that nothing refers to yet (a merge): what is younger than an hour stays, and
 * no git of ours runs longer than a quarter of one. Git's own lock (gc.pid) keeps two of these apart. Refs stay as they
 * are: a lock on them, left by a kill, would keep fetches out. One core and little memory: agents work beside it.
 */
function collectGarbage(call: GitCall): Promise<GitResult> {
  const config = [
    'pack.threads=1',
    'pack.windowMemory=256m',
    'gc.packRefs=false',
    'gc.writeCommitGraph=false',
  ];
  return runGit(['gc', '--quiet', '--no-cruft', '--prune=1.hour.ago'], { ...call, config });
}

const why = ({ failure, stderr }: Extract<GitResult, { kind: 'failed' }>): string =>
  failure === 'timed_out' ? 'it did not end in its time' : gitMessage(stderr);
