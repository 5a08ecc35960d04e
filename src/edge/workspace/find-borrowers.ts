import { basename, join } from 'node:path';
import { namesIn, readIfThere, UnusualFileError } from '../files.ts';

const mostBytes = 64 * 1024;

/**
 * Workspaces, also those being made or deleted, that borrow the objects of a cache, or of which that cannot be told.
 * @param root the folder of all workspaces.
 * @param cache told by its name alone, which no other has: the state directory may have other paths as well.
 */
export function findBorrowers(root: string, cache: string): string[] {
  return namesIn(root)
    .map((name) => join(root, name))
    .filter((path) => borrows(path, `/${basename(cache)}/objects`));
}

/** See gitrepository-layout(5), `objects/info/alternates`. */
function borrows(workspace: string, objects: string): boolean {
  try {
    const named = readIfThere(join(workspace, '.git', 'objects', 'info', 'alternates'), mostBytes);
    return named?.includes(objects) ?? false;
  } catch (error) {
    if (error instanceof UnusualFileError || (error instanceof Error && 'syscall' in error)) return true;
    throw error;
  }
}
