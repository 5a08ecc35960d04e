import { lstatSync } from 'node:fs';

/** Whether a directory is there, and not a symlink to one. */
export const isRealDirectory = (path: string): boolean =>
  lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
