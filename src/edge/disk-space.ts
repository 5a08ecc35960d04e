import { statfs } from 'node:fs/promises';
import type { DiskSpace } from '../core/disk.ts';

/**
 * What this user may still use of the file system that holds a path. About 0.1 ms on a local disk.
 * @throws the system's error when the path is gone or cannot be reached.
 */
export async function readDiskSpace(path: string): Promise<DiskSpace> {
  const { bavail, bsize, files, ffree } = await statfs(path);
  return { freeBytes: bavail * bsize, freeInodes: files === 0 ? null : ffree };
}
