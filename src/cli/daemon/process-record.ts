import { rmSync } from 'node:fs';
import { z } from 'zod';
import { readIfThere, writeWhole } from '../../edge/files.ts';
import { aliveness, type ProcessIdentity, readIdentity } from '../../edge/processes/identity.ts';

const recordSchema = z.object({ bootId: z.string(), pid: z.int().positive(), startTime: z.string() });

/** Writes down which very process this one is, so that a later one can signal it and no other. */
export function recordThisProcess(path: string): void {
  const identity = readIdentity(process.pid);
  if (identity !== null) writeWhole(path, `${JSON.stringify(identity)}\n`);
}

/** The recorded process, if that very one still lives. */
export function liveProcess(path: string): ProcessIdentity | null {
  const recorded = readRecord(path);
  return recorded !== null && aliveness(recorded) !== 'dead' ? recorded : null;
}

/** Removes the record if it is this process's own. */
export function forgetThisProcess(path: string): void {
  if (readRecord(path)?.pid === process.pid) rmSync(path, { force: true });
}

function readRecord(path: string): ProcessIdentity | null {
  const text = readIfThere(path);
  if (text === null) return null;
  try {
    return recordSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
