import { chmodSync, lstatSync, readdirSync } from 'node:fs';
import { hasCode } from '../files.ts';
import type { SalvageDocument } from './salvage-document.ts';

/**
 * Lets their owner read what has no permission to be read, and returns what it was; parents come first. A link is
 * not followed, and what is not ours stays as it is.
 */
export function openUnreadable(workspace: string, folder = ''): SalvageDocument['modes'] {
  const paths = namesOf(workspace, folder)
    .filter((name) => name !== '.git')
    .map((name) => (folder === '' ? name : `${folder}/${name}`));
  return paths.flatMap((path) => {
    const seen = ifReachable(() => lstatSync(wholePath(workspace, path)));
    if (!seen?.isDirectory() && !seen?.isFile()) return [];
    const mode = seen.mode & 0o7777;
    const needed = mode | (seen.isDirectory() ? 0o700 : 0o400);
    if (mode !== needed && !setMode(workspace, path, needed)) return [];
    const inside = seen.isDirectory() ? openUnreadable(workspace, path) : [];
    return mode === needed ? inside : [{ path, mode }, ...inside];
  });
}

const namesOf = (workspace: string, folder: string): string[] =>
  ifReachable(() => readdirSync(wholePath(workspace, folder), { encoding: 'latin1' })) ?? [];

/** Null where the system does not let us look: somebody else's folder, or one too deep for its path. */
function ifReachable<T>(look: () => T): T | null {
  try {
    return look();
  } catch (error) {
    if (['EACCES', 'EPERM', 'ENOENT', 'ENAMETOOLONG'].some((code) => hasCode(error, code))) return null;
    throw error;
  }
}

/** The way back; of what is not there any more, nothing. */
export function closeAgain(workspace: string, modes: SalvageDocument['modes']): void {
  for (const { path, mode } of modes.toReversed()) setMode(workspace, path, mode);
}

function setMode(workspace: string, path: string, mode: number): boolean {
  try {
    chmodSync(wholePath(workspace, path), mode);
    return true;
  } catch (error) {
    if (hasCode(error, 'EPERM') || hasCode(error, 'ENOENT')) return false;
    throw error;
  }
}

const wholePath = (workspace: string, path: string): Buffer =>
  Buffer.concat([Buffer.from(`${workspace}/`), Buffer.from(path, 'latin1')]);
