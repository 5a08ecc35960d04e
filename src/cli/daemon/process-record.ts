import { realpathSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { readIfLegible, writeWhole } from '../../edge/files.ts';
import { hostId, hostName } from '../../edge/processes/host.ts';
import { aliveness, identityKey, type ProcessIdentity, readIdentity } from '../../edge/processes/identity.ts';

/** Who starts a part again when it ends. `person`: nobody does, it was started by hand. */
export const keepers = ['up', 'supervisor', 'service', 'person'] as const;
export type Keeper = (typeof keepers)[number];

const recordSchema = z.object({
  bootId: z.string(),
  pid: z.int().positive(),
  startTime: z.string(),
  doing: z.enum(['starting', 'working']).default('working'),
  /** Where it was written: in a copy of the state directory it names somebody else's process. */
  at: z.string().optional(),
  /** Which machine wrote it, on a disk that several share; older versions did not say. */
  hostId: z.string().nullable().optional(),
  hostName: z.string().optional(),
  keptBy: z.enum(keepers).optional(),
});
export type ProcessRecord = z.infer<typeof recordSchema>;

/** Writes down which very process this one is, so that a later one can signal it and no other. */
export function recordThisProcess(
  path: string,
  { doing = 'working', keptBy }: Partial<Pick<ProcessRecord, 'doing' | 'keptBy'>> = {},
): void {
  const identity = readIdentity(process.pid);
  if (identity === null) return;
  const place = { at: realPlace(path), hostId: hostId(), hostName: hostName() };
  writeWhole(path, `${JSON.stringify({ ...identity, doing, keptBy, ...place })}\n`);
}

/** The recorded process, if that very one still lives. */
export function liveProcess(path: string): ProcessRecord | null {
  const recorded = readOwnRecord(path);
  return recorded !== null && aliveness(recorded) !== 'dead' ? recorded : null;
}

/** Whoever ends in order takes its record along: one of a dead process was killed. */
export const wasKilled = (path: string): boolean =>
  readOwnRecord(path) !== null && liveProcess(path) === null;

/** Whether the record is this process's own. */
export function recordsThisProcess(path: string): boolean {
  const recorded = readOwnRecord(path);
  const own: ProcessIdentity | null = readIdentity(process.pid);
  return recorded !== null && own !== null && identityKey(recorded) === identityKey(own);
}

/** Removes the record if it is this process's own. */
export function forgetThisProcess(path: string): void {
  if (recordsThisProcess(path)) rmSync(path, { force: true });
}

/** Removes the record of a process that was killed: what comes next owes it nothing. */
export function forgetDeadProcess(path: string): void {
  if (wasKilled(path)) rmSync(path, { force: true });
}

/** What a record says, wherever it was written; null when it says nothing that can be read. */
export function readRecord(path: string): ProcessRecord | null {
  const text = readIfLegible(path);
  if (text === null) return null;
  try {
    return recordSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Not that of a copied state directory, whose process is somebody else's. */
function readOwnRecord(path: string): ProcessRecord | null {
  const record = readRecord(path);
  return record === null || record.at === undefined || record.at === realPlace(path) ? record : null;
}

/** As it is written where its folder has gone meanwhile. */
export function realPlace(path: string): string {
  try {
    return join(realpathSync(dirname(path)), basename(path));
  } catch (error) {
    if (error instanceof Error && 'code' in error) return path;
    throw error;
  }
}
