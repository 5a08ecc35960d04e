import { rmdirSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import { getuid } from 'node:process';
import type { StateLayout } from '../../config/state-layout.ts';
import { type RecordFacts, staleKind, staleSentence } from '../../core/stale-record.ts';
import { type Clock, isoTime } from '../../edge/clock.ts';
import { readIfLegible, statIfThere } from '../../edge/files.ts';
import { type LockResult, takeLock } from '../../edge/lock.ts';
import { hostId } from '../../edge/processes/host.ts';
import { bootId, readIdentity } from '../../edge/processes/identity.ts';
import { ownerOf } from '../../edge/processes/owner.ts';
import { liveProcess, readRecord, realPlace } from './process-record.ts';
import { type Repair, tellRepairs } from './repairs.ts';

export interface RepairOptions {
  /** A record of another machine is removed only by who has made sure that nobody works there. */
  otherHosts: 'leave' | 'remove';
}

/**
 * Removes what says of a process that it lives while the kernel's lock says that it does not: records of killed daemons,
 * torn, copied or foreign ones. Nobody is signalled. What lives keeps its record. It never throws for what it finds.
 * @returns what was found, and what became of it; what was removed is told by `worker status` for a day.
 */
export function repairRecords(
  layout: StateLayout,
  clock: Clock,
  { otherHosts }: RepairOptions = { otherHosts: 'leave' },
): Repair[] {
  const repairs = lockedBy(layout).flatMap(([lock, paths]) => {
    const present = paths.filter((path) => statIfThere(path) !== null);
    return present.length === 0
      ? []
      : underLock(lock, () => present.flatMap((path) => repair(path, clock, otherHosts)));
  });
  tellRepairs(layout, clock.nowMs(), repairs);
  return repairs;
}

/** The same, and nothing is changed by it: which files, by their paths, and what each was found to be. */
export function findStaleRecords(layout: StateLayout, clock: Clock): { path: string; found: string }[] {
  return lockedBy(layout).flatMap(([lock, paths]) => {
    const present = paths.filter((path) => statIfThere(path) !== null && liveProcess(path) === null);
    const look = () => present.map((path) => ({ path, found: staleSentence(factsOf(path, clock)) }));
    // A lock that is not there is held by nobody, and need not be made.
    return present.length === 0 || statIfThere(lock) === null ? look() : underLock(lock, look);
  });
}

/** Whose records they are, by the lock that these hold while they live. */
const lockedBy = (layout: StateLayout): [lock: string, paths: string[]][] => [
  [layout.upLock, [layout.upRecord]],
  [layout.supervisorLock, [layout.supervisorRecord]],
  [layout.workerLock, [layout.workerPid, layout.workerRecord]],
  [layout.controlPlaneLock, [layout.serveRecord]],
];

/** Under the lock nobody can begin to live meanwhile. Held by somebody, or not to be had: nothing is stale by proof. */
function underLock<T>(path: string, work: () => T[]): T[] {
  const lock: LockResult = takeLock(path, 0);
  if (lock.kind !== 'taken') return [];
  try {
    return work();
  } finally {
    lock.release();
  }
}

function repair(path: string, clock: Clock, otherHosts: RepairOptions['otherHosts']): Repair[] {
  // Its lock file was deleted, or it is on its way out: it says so itself.
  if (liveProcess(path) !== null) return [];
  const facts = factsOf(path, clock);
  const kind = staleKind(facts);
  const found = { at: isoTime(clock.nowMs()), what: basename(path), kind, found: staleSentence(facts) };
  if (kind === 'other_host' && otherHosts === 'leave')
    return [{ ...found, did: 'left', why: 'a start here looks whether it still works there' }];
  const why = remove(path);
  return [{ ...found, did: why === null ? 'removed' : 'left', why }];
}

/** Why it could not be removed; null when it is gone. A folder only when it is empty: what is in it is somebody's. */
function remove(path: string): string | null {
  try {
    if (statIfThere(path)?.isDirectory()) rmdirSync(path);
    else rmSync(path, { force: true });
    return null;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return error.message;
    throw error;
  }
}

function factsOf(path: string, clock: Clock): RecordFacts {
  const stat = statIfThere(path);
  const content = stat?.isFile() ? contentOf(path) : { kind: 'not_a_file' as const };
  const futureMs = Math.max(0, (stat?.mtimeMs ?? 0) - clock.nowMs());
  return { content, pidIs: 'pid' in content ? whoHas(content.pid) : 'nobody', futureMs };
}

function contentOf(path: string): RecordFacts['content'] {
  const text = readIfLegible(path)?.trim() ?? '';
  if (text === '') return { kind: 'empty' };
  const record = readRecord(path);
  if (record !== null) {
    const otherHost = isOtherHost(record.hostId) ? (record.hostName ?? 'without a name') : null;
    const otherPlace = record.at !== undefined && record.at !== realPlace(path);
    return { kind: 'record', pid: record.pid, otherHost, otherPlace, otherBoot: record.bootId !== bootId() };
  }
  const pid = /^[1-9]\d{0,9}$/.test(text) ? Number(text) : null;
  return pid === null ? { kind: 'garbled' } : { kind: 'pid', pid };
}

/** A machine that does not say which it is, and an older version's record, count as this one. */
export const isOtherHost = (recorded: string | null | undefined): boolean =>
  recorded !== null && recorded !== undefined && hostId() !== null && recorded !== hostId();

function whoHas(pid: number): RecordFacts['pidIs'] {
  const owner = readIdentity(pid) === null ? null : ownerOf(pid);
  if (owner === null) return 'nobody';
  return owner === getuid?.() ? 'own_user' : 'other_user';
}
