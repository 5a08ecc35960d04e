import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config/schema.ts';
import { decideRepack } from '../core/repack.ts';
import { cacheCondition } from '../edge/git/cache-condition.ts';
import { type RepackedCache, repackCache } from '../edge/git/repack-cache.ts';
import { repositoryCache } from '../edge/git/repository-cache.ts';
import { findBorrowers } from '../edge/workspace/find-borrowers.ts';
import type { WorkerContext } from './context.ts';
import { eachInTurn } from './each-in-turn.ts';

/** What is needed for it. */
type CachesContext = Pick<WorkerContext, 'clock' | 'environment' | 'layout' | 'journal' | 'log'> & {
  config: { retention: Pick<Config['retention'], 'salvageMs'> };
};

/** Repacks the caches that need it and that nobody borrows from, one after the other. */
export function tidyCaches(context: CachesContext, signal: AbortSignal): Promise<void> {
  return eachInTurn(cachesBelow(context.layout.caches), signal, (cache) => tidy(context, cache, signal));
}

export const cachesBelow = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.git'))
        .map((name) => join(folder, name))
    : [];

async function tidy(context: CachesContext, directory: string, signal: AbortSignal): Promise<void> {
  const { clock, environment: env, log } = context;
  const condition = await cacheCondition(directory, { env, nowMs: clock.nowMs() });
  if (condition === null) return;
  const decision = decideRepack({ ...condition, borrowers: borrowersOf(context, directory) });
  if (decision.kind === 'leave') return;
  const repacked = await repackUnlessBorrowed(context, directory, signal);
  const told = { cache: directory, because: decision.because, ...repacked };
  if (repacked.kind === 'failed') log.warn(told, 'a cache could not be repacked');
  else log.info(told, 'a cache was to be repacked');
}

/** Repacks a cache, whatever its condition, unless somebody borrows from it, or comes to. */
export function repackUnlessBorrowed(
  context: CachesContext,
  directory: string,
  signal: AbortSignal,
): Promise<RepackedCache> {
  const { clock, config, environment: env } = context;
  const nobodyBorrows = () => borrowersOf(context, directory) === 0;
  const headsMs = config.retention.salvageMs;
  return repackCache({ directory, env, nowMs: clock.nowMs(), headsMs, signal, nobodyBorrows });
}

/** By the journal, of which a workspace may not be there yet, and by what is on the disk, of which it may know nothing. */
export function borrowersOf({ journal, layout, environment }: CachesContext, directory: string): number {
  const known = journal
    .sessions()
    .filter(({ state, kept }) => state !== 'ended' || kept !== null)
    .map(({ grant }) => repositoryCache(layout.caches, grant.request.remote, environment).directory)
    .filter((cache) => cache === directory);
  return known.length + findBorrowers(layout.workspaces, directory).length;
}
