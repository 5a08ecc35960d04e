import type { Holding } from '../../core/reclaim.ts';
import { diskUsage } from '../../edge/disk-usage.ts';
import { oneAtATime } from '../../edge/git/one-at-a-time.ts';
import type { ReclaimedItem } from '../../protocol/reclaim.ts';
import type { Sessions } from '../sessions.ts';
import { type FoundHolding, findHoldings } from './find-holdings.ts';
import { type FreedHolding, freeHolding } from './free-holding.ts';

export interface ReclaimWish {
  /** In this order. */
  holdings: readonly Holding[];
  tell: (item: ReclaimedItem) => void;
  signal: AbortSignal;
}

/**
 * Frees what can go without loss, kind by kind, each looked for when its turn has come, and tells of each holding what
 * became of it. One at a time; ends after the holding in hand when nobody listens any more.
 */
export function reclaim(sessions: Sessions, wish: ReclaimWish): Promise<void> {
  return oneAtATime(`reclaim ${sessions.context.layout.root}`, async () => {
    for (const holding of wish.holdings) {
      if (wish.signal.aborted) return;
      for (const found of await findHoldings(sessions.context, holding)) {
        if (!wish.signal.aborted) wish.tell(await reclaimOne(sessions, found, wish.signal));
      }
    }
  });
}

async function reclaimOne(
  sessions: Sessions,
  found: FoundHolding,
  signal: AbortSignal,
): Promise<ReclaimedItem> {
  const { holding, path, bytes, mayGo, because } = found;
  const item = { holding, path, bytes, mayGo, because, freedBytes: 0 };
  if (!mayGo) return item;
  const before = await sizeNow(sessions, found);
  const outcome = await tryToFree(sessions, found, signal);
  if (outcome.kind === 'kept') return { ...item, mayGo: false, because: outcome.because };
  return { ...item, freedBytes: Math.max(0, before - (await sizeNow(sessions, found))) };
}

/** With the caches, to which the work of a workspace goes. A ref is no path. */
async function sizeNow({ context }: Sessions, { holding, path }: FoundHolding): Promise<number> {
  if (holding === 'salvage') return 0;
  const inCaches = holding === 'workspace' ? await diskUsage(context.layout.caches) : 0;
  return inCaches + (await diskUsage(path));
}

/** What cannot be freed holds up nothing else. */
async function tryToFree(
  sessions: Sessions,
  found: FoundHolding,
  signal: AbortSignal,
): Promise<FreedHolding> {
  try {
    return await freeHolding(sessions, found, signal);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    sessions.context.log.warn({ path: found.path, err: error }, 'what takes room could not be freed');
    return { kind: 'kept', because: `it could not be freed: ${error.message}` };
  }
}
