import type { SessionLayout } from '../../config/state-layout.ts';
import { readWatchStop, type WatchStopped } from '../guard/guard-facts.ts';

/** What the guard's watch had stopped before, when nobody renewed the lease; a part of the stop's evidence. */
export function stopOfWatch(paths: SessionLayout): { watch?: Omit<WatchStopped, 'kind'> } {
  const seen = readWatchStop(paths);
  if (seen.kind !== 'stopped') return {};
  const { kind: _, ...watch } = seen;
  return { watch };
}
