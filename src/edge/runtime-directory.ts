import { lstatSync, rmdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { getuid } from 'node:process';
import { ProblemError } from '../protocol/problem.ts';
import { hasCode } from './files.ts';
import { makePrivateFolder } from './make-private-folder.ts';

/**
 * Makes the folder of the tmux sockets for this user alone (0700). In a shared folder such as /tmp another user may
 * have been first: throws a ProblemError for a link, a folder of somebody else, or one that others may write in.
 */
export function makeRuntimeDirectory(path: string): void {
  const above = dirname(path);
  for (const folder of isShared(dirname(above)) ? [above, path] : [path]) {
    makeFolder(folder);
    const trouble = troubleWith(folder);
    if (trouble !== null) throw refused(folder, trouble);
  }
}

/** Removes the folder when no socket is left in it, and the one above it when that is empty in a shared folder. */
export function removeRuntimeDirectory(path: string): void {
  const above = dirname(path);
  for (const folder of isShared(dirname(above)) ? [path, above] : [path]) removeEmpty(folder);
}

function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch (error) {
    // BSD and macOS say EEXIST for a folder that is not empty.
    if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].some((code) => hasCode(error, code))) throw error;
  }
}

/** Where everybody may make folders; a state directory elsewhere is its owner's affair. */
const isShared = (folder: string): boolean =>
  ((statSync(folder, { throwIfNoEntry: false })?.mode ?? 0) & 0o002) !== 0;

function makeFolder(folder: string): void {
  try {
    makePrivateFolder(folder);
  } catch (error) {
    throw refused(folder, error instanceof Error ? error.message : String(error), error);
  }
}

/** Looks at the folder itself, not at what a link points to. */
function troubleWith(folder: string): string | null {
  const stat = lstatSync(folder);
  if (!stat.isDirectory()) return 'it is a link or a file';
  if (getuid !== undefined && stat.uid !== getuid()) return 'it belongs to another user';
  return (stat.mode & 0o022) === 0 ? null : 'others may write in it';
}

const refused = (folder: string, why: string, cause?: unknown): ProblemError =>
  new ProblemError(
    'misconfigured',
    `The folder ${folder} cannot hold the sockets of this user's sessions: ${why}. Remove it, or use another state directory.`,
    { cause },
  );
