import { type Holding, judgeHolding, type ReclaimVerdict } from '../../core/reclaim.ts';
import { type FoundCache, findCaches } from './find-caches.ts';
import { type FoundFile, findFullLogs, findLeftovers } from './find-files.ts';
import { type FoundSalvage, findSalvage } from './find-salvage.ts';
import { type FoundOfSession, findSessions, findWorkspaces } from './find-sessions.ts';
import type { ReclaimPlace } from './reclaim-place.ts';

export type FoundHolding = (FoundFile | FoundSalvage | FoundOfSession | FoundCache) & ReclaimVerdict;

/** What takes room in a state directory, of one kind, the largest first. Nothing needs to run, and nothing is changed. */
export async function findHoldings(place: ReclaimPlace, holding: Holding): Promise<FoundHolding[]> {
  const found = await look(place, holding);
  return found.map((each) => ({ ...each, ...judgeHolding(each.facts) })).sort((a, b) => b.bytes - a.bytes);
}

function look(
  place: ReclaimPlace,
  holding: Holding,
): Promise<(FoundFile | FoundSalvage | FoundOfSession | FoundCache)[]> {
  switch (holding) {
    case 'leftover':
      return findLeftovers(place);
    case 'log':
      return findFullLogs(place);
    case 'salvage':
      return findSalvage(place);
    case 'workspace':
      return findWorkspaces(place);
    case 'session':
      return findSessions(place);
    case 'cache':
      return findCaches(place);
    default:
      return holding satisfies never;
  }
}
