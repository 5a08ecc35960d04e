import { rmdirSync } from 'node:fs';
import { basename } from 'node:path';
import { hasCode } from '../files.ts';
import { parentPrefix } from './cgroup.ts';
import type { Containment } from './containment.ts';

/** Removes what the probe made for this installation, unless sessions still live in it. Scopes have no folder of ours. */
export function removeHome({ home }: Containment): void {
  if (home === null || !basename(home.parent).startsWith(parentPrefix)) return;
  try {
    rmdirSync(home.parent);
  } catch (error) {
    if (!['EBUSY', 'ENOTEMPTY', 'ENOENT'].some((code) => hasCode(error, code))) throw error;
  }
}
