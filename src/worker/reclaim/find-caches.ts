import { join } from 'node:path';
import type { HoldingFacts } from '../../core/reclaim.ts';
import { decideRepack } from '../../core/repack.ts';
import { diskUsage } from '../../edge/disk-usage.ts';
import { namesIn } from '../../edge/files.ts';
import { cacheCondition } from '../../edge/git/cache-condition.ts';
import { repositoryCache } from '../../edge/git/repository-cache.ts';
import { sessionEntries } from '../../edge/residue/session-entries.ts';
import { findBorrowers } from '../../edge/workspace/find-borrowers.ts';
import { readCopy } from '../journal/restore-records.ts';
import type { ReclaimPlace } from './reclaim-place.ts';

export interface FoundCache {
  holding: 'cache';
  path: string;
  bytes: number;
  facts: Extract<HoldingFacts, { holding: 'cache' }>;
}

export async function findCaches(place: ReclaimPlace): Promise<FoundCache[]> {
  const found: FoundCache[] = [];
  for (const name of namesIn(place.layout.caches).filter((one) => one.endsWith('.git'))) {
    const path = join(place.layout.caches, name);
    const facts = {
      holding: 'cache' as const,
      borrowers: borrowersOf(place, path),
      tidy: await isTidy(place, path),
    };
    found.push({ holding: 'cache', path, bytes: await diskUsage(path), facts });
  }
  return found;
}

/** A person who wants room is not told to wait a day for the next repack. One that cannot be read is left alone. */
async function isTidy({ environment: env, clock }: ReclaimPlace, path: string): Promise<boolean> {
  const condition = await cacheCondition(path, { env, nowMs: clock.nowMs() });
  if (condition === null) return true;
  return decideRepack({ ...condition, borrowers: 0, sinceLastMs: null }).kind === 'leave';
}

/** By what is on the disk, and by sessions under way whose workspace may not be there yet. */
function borrowersOf(place: ReclaimPlace, path: string): number {
  const { layout, environment } = place;
  const willBorrow = sessionEntries(layout.sessions).filter((id) => {
    const record = readCopy(place, id);
    if (record === null || record.state === 'ended' || record.place !== null) return false;
    return repositoryCache(layout.caches, record.grant.request.remote, environment).directory === path;
  });
  return willBorrow.length + findBorrowers(layout.workspaces, path).length;
}
