import { statSync } from 'node:fs';
import { expiredSessions } from '../../core/log-retention.ts';
import type { HoldingFacts } from '../../core/reclaim.ts';
import { diskUsage } from '../../edge/disk-usage.ts';
import { sessionEntries } from '../../edge/residue/session-entries.ts';
import type { ReclaimPlace } from './reclaim-place.ts';
import { wordOf } from './session-word.ts';

export interface FoundOfSession {
  holding: 'workspace' | 'session';
  /** The session's. */
  id: string;
  path: string;
  bytes: number;
  facts: Extract<HoldingFacts, { holding: 'workspace' | 'session' }>;
}

export async function findWorkspaces(place: ReclaimPlace): Promise<FoundOfSession[]> {
  const found: FoundOfSession[] = [];
  for (const id of sessionEntries(place.layout.workspaces)) {
    const path = place.layout.workspace(id);
    const facts = { holding: 'workspace' as const, word: wordOf(place, id) };
    found.push({ holding: 'workspace', id, path, bytes: await diskUsage(path), facts });
  }
  return found;
}

/** The directories of sessions, with receipts and transcript; `expired` is beyond retention.logs. */
export async function findSessions(place: ReclaimPlace): Promise<FoundOfSession[]> {
  const { layout, clock, config } = place;
  const found = [];
  for (const id of sessionEntries(layout.sessions)) {
    const path = layout.session(id).directory;
    const word = wordOf(place, id);
    found.push({ id, path, word, bytes: await diskUsage(path), atMs: lastWrittenMs(place, id) });
  }
  const over = found.filter(({ word }) => word?.state === 'ended' && word.kept === null && word.proven);
  const expired = new Set(expiredSessions(over, config.retention.logs, clock.nowMs()).map(({ id }) => id));
  return found.map(({ id, path, bytes, word }) => ({
    holding: 'session',
    id,
    path,
    bytes,
    facts: { holding: 'session', word, expired: expired.has(id) },
  }));
}

/** Its record is the last thing that is written of a session. */
function lastWrittenMs({ layout, clock }: ReclaimPlace, id: string): number {
  return statSync(layout.session(id).record, { throwIfNoEntry: false })?.mtimeMs ?? clock.nowMs();
}
