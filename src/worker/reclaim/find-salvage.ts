import { attemptId } from '../../core/ids.ts';
import type { HoldingFacts } from '../../core/reclaim.ts';
import { listSalvage, type Salvage } from '../../edge/salvage/list-salvage.ts';
import type { ReclaimPlace } from './reclaim-place.ts';
import { wordOf } from './session-word.ts';

export interface FoundSalvage {
  holding: 'salvage';
  /** The session's. */
  id: string;
  /** Its ref. */
  path: string;
  /** Its objects are its cache's: what they take is known when that one is repacked. */
  bytes: 0;
  salvage: Salvage;
  facts: Extract<HoldingFacts, { holding: 'salvage' }>;
}

/**
 * Only its age counts: work that nobody asked for in that time is let go, merged or not. While the workspace itself is
 * still there, so is its salvage.
 */
export async function findSalvage(place: ReclaimPlace): Promise<FoundSalvage[]> {
  const { layout, environment, clock, config } = place;
  const beforeMs = clock.nowMs() - config.retention.salvageMs;
  return (await listSalvage(layout.caches, environment)).map((salvage) => {
    const { requestId, attempt, madeAt } = salvage.document;
    const id = attemptId(requestId, attempt);
    const workspaceKept = (wordOf(place, id)?.kept ?? null) !== null;
    const facts = { holding: 'salvage' as const, expired: Date.parse(madeAt) < beforeMs, workspaceKept };
    return { holding: 'salvage', id, path: salvage.ref, bytes: 0, salvage, facts };
  });
}
