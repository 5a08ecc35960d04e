import { statSync } from 'node:fs';
import { platform } from 'node:os';
import { readSync } from '../exec.ts';
import { hasCode } from '../files.ts';

/** Whose process has this pid now, as a user id; null when there is none, or nobody says. */
export function ownerOf(pid: number): number | null {
  if (platform() === 'darwin') return macosOwner(pid);
  try {
    return statSync(`/proc/${pid}`).uid;
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ESRCH')) return null;
    throw error;
  }
}

function macosOwner(pid: number): number | null {
  const uid = readSync('ps', ['-o', 'uid=', '-p', String(pid)], { PATH: '/usr/bin:/bin', LC_ALL: 'C' });
  return uid === null ? null : Number(uid);
}
