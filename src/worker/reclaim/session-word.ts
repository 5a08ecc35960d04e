import type { SessionWord } from '../../core/reclaim.ts';
import { aliveness } from '../../edge/processes/identity.ts';
import { readIdentityOf } from '../guard/guard-facts.ts';
import { readCopy } from '../journal/restore-records.ts';
import type { ReclaimPlace } from './reclaim-place.ts';

/** What the record beside a session says of it; null when there is none that can be read as its own. */
export function wordOf(place: ReclaimPlace, sessionId: string): SessionWord | null {
  const record = readCopy(place, sessionId);
  if (record === null || record.id !== sessionId) return null;
  return {
    state: record.state,
    kept: record.kept?.why ?? null,
    proven: record.stop?.clean !== false && !isWatched(place, sessionId),
    foreign: record.installation !== null && record.installation !== place.workerId,
  };
}

/** Whoever watches over a session ends with it. */
function isWatched({ layout }: ReclaimPlace, sessionId: string): boolean {
  const watch = readIdentityOf(layout.session(sessionId), 'watch');
  return watch !== null && aliveness(watch) !== 'dead';
}
