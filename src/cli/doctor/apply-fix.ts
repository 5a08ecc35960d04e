import { chmodSync } from 'node:fs';
import type { Fix } from '../../core/doctor/finding.ts';
import type { CliContext } from '../context.ts';
import { repairRecords } from '../daemon/repair-records.ts';

export interface Mended {
  /** What was done, in a few words or as a command would do it. */
  did: string;
  /** Why it could not be done; null when it was. */
  failed: string | null;
}

/** Mends one thing; for records there may be several results. */
export function applyFix({ layout, clock }: CliContext, fix: Fix): Mended[] {
  switch (fix.kind) {
    case 'permissions':
      return [changeMode(fix.path, fix.mode)];
    case 'repair_records':
      return repairRecords(layout, clock).map(({ what, did, why }) => ({
        did: `remove ${what}`,
        failed: did === 'removed' ? null : (why ?? did),
      }));
    default:
      return fix satisfies never;
  }
}

function changeMode(path: string, mode: number): Mended {
  const did = `chmod ${mode.toString(8)} ${path}`;
  try {
    chmodSync(path, mode);
    return { did, failed: null };
  } catch (error) {
    if (error instanceof Error && 'code' in error) return { did, failed: error.message };
    throw error;
  }
}
