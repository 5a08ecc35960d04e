import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from './files.ts';

/** `lstat` counts blocks of this size on every system (POSIX leaves it open; Linux and macOS agree). */
const blockBytes = 512;

/**
 * Bytes that a path takes on the disk, as `du` counts them; a link counts itself, never what it leads to.
 * What vanishes during the walk counts nothing, nor does what is in a folder that this user may not read: a container
 * may have left it in a workspace.
 */
export async function diskUsage(path: string): Promise<number> {
  try {
    const entry = await lstat(path);
    let bytes = entry.blocks * blockBytes;
    // One after the other: a workspace may have a hundred thousand files.
    if (entry.isDirectory())
      for (const name of await namesOf(path)) bytes += await diskUsage(join(path, name));
    return bytes;
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'EACCES')) return 0;
    throw error;
  }
}

async function namesOf(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (hasCode(error, 'EACCES') || hasCode(error, 'EPERM')) return [];
    throw error;
  }
}
