import { realpathSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { readIfThere, writeWhole } from '../../edge/files.ts';
import { aliveness, type ProcessIdentity, readIdentity } from '../../edge/processes/identity.ts';

const recordSchema = z.object({
  bootId: z.string(),
  pid: z.int().positive(),
  startTime: z.string(),
  doing: z.enum(['starting', 'working']).default('working'),
  /** Where it was written: in a copy of the state directory it names somebody else's process. */
  at: z.string().optional(),
});
type ProcessRecord = z.infer<typeof recordSchema>;

/** Writes down which very process this one is, so that a later one can signal it and no other. */
export function recordThisProcess(path: string, doing: ProcessRecord['doing'] = 'working'): void {
  const identity = readIdentity(process.pid);
  if (identity !== null) writeWhole(path, `${JSON.stringify({ ...identity, doing, at: realPlace(path) })}\n`);
}

/** The recorded process, if that very one still lives. */
export function liveProcess(path: string): (ProcessIdentity & Pick<ProcessRecord, 'doing'>) | null {
  const recorded = readRecord(path);
  return recorded !== null && aliveness(recorded) !== 'dead' ? recorded : null;
}

/** Whoever ends in order takes its record along: one of a dead process was killed. */
export const wasKilled = (path: string): boolean => readRecord(path) !== null && liveProcess(path) === null;

/** Removes the record if it is this process's own. */
export function forgetThisProcess(path: string): void {
  if (readRecord(path)?.pid === process.pid) rmSync(path, { force: true });
}

/** Removes the record of a process that was killed: what comes next owes it nothing. */
export function forgetDeadProcess(path: string): void {
  if (wasKilled(path)) rmSync(path, { force: true });
}

function readRecord(path: string): ProcessRecord | null {
  const text = readIfThere(path);
  if (text === null) return null;
  try {
    const record = recordSchema.safeParse(JSON.parse(text)).data;
    return record?.at === undefined || record.at === realPlace(path) ? (record ?? null) : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

const realPlace = (path: string): string => join(realpathSync(dirname(path)), basename(path));
