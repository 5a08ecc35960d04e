import { rmdirSync } from 'node:fs';
import { hasCode } from '../files.ts';
import type { Containment } from './containment.ts';

/** Removes what the probe made for this installation, unless sessions still live in it. */
export function removeHome({ parent }: Containment): void {
  if (parent === null) return;
  try {
    rmdirSync(parent);
  } catch (error) {
    if (!['EBUSY', 'ENOTEMPTY', 'ENOENT'].some((code) => hasCode(error, code))) throw error;
  }
}
