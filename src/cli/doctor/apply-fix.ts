import { chmodSync } from 'node:fs';
import type { Fix } from '../../core/doctor/finding.ts';
import { forgetDeadProcess } from '../daemon/process-record.ts';

/** Mends one thing; why it could not, or null. */
export function applyFix(fix: Fix): string | null {
  try {
    apply(fix);
    return null;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return error.message;
    throw error;
  }
}

function apply(fix: Fix): void {
  switch (fix.kind) {
    case 'permissions':
      return chmodSync(fix.path, fix.mode);
    case 'forget_process':
      return forgetDeadProcess(fix.path);
    default:
      return fix satisfies never;
  }
}
