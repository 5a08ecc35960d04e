import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from './files.ts';

/** `lstat` counts blocks of this size on every system (POSIX leaves it open; Linux and macOS agree). */
const blockBytes = 512;

/**
 * Bytes that a path takes on the disk, as `du` counts them; a link counts itself, never what it leads to.
 * What vanishes during the walk counts nothing.
 */
export async function diskUsage(path: string): Promise<number> {
  try {
    const entry = await lstat(path);
    let bytes = entry.blocks * blockBytes;
    // One after the other: a workspace may have a hundred thousand files.
    if (entry.isDirectory())
      for (const name of await readdir(path)) bytes += await diskUsage(join(path, name));
    return bytes;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return 0;
    throw error;
  }
}
