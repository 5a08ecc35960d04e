import { lstatSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { getuid } from 'node:process';
import type { StateLayout } from '../../config/state-layout.ts';
import { isOwnEntry, isStateDirectory } from '../../core/state-entry.ts';
import { namesIn } from '../../edge/files.ts';
import { removeLeftover } from '../../edge/remove-directory.ts';
import { ProblemError } from '../../protocol/problem.ts';

/** @throws ProblemError state_refused: a link, somebody else's, or a directory on which no daemon of ours has run. */
export function refuseStrange({ root }: StateLayout): void {
  const found = lstatSync(root, { throwIfNoEntry: false });
  if (found === undefined) return;
  const why = found.isSymbolicLink()
    ? 'it is a link: name the directory itself'
    : getuid !== undefined && found.uid !== getuid()
      ? 'it belongs to another user'
      : found.isDirectory() && isStateDirectory(namesIn(root))
        ? null
        : 'nothing says that it is a state directory of Planeguard';
  if (why !== null) throw new ProblemError('state_refused', `${root} is not deleted: ${why}.`);
}

/**
 * Deletes what Planeguard has made in a state directory, under its locks. No symlink is followed.
 * @returns the names of what is somebody else's: they stay, and the directory with them.
 */
export async function purge({ root }: StateLayout): Promise<string[]> {
  const own = namesIn(root).filter(isOwnEntry);
  // The locks last: whoever comes meanwhile is still kept out.
  for (const name of own.filter((each) => !each.includes('.lock'))) await removeLeftover(join(root, name));
  for (const name of own.filter((each) => each.includes('.lock'))) rmSync(join(root, name), { force: true });
  const others = namesIn(root);
  if (others.length === 0) rmdirSync(root);
  return others;
}
