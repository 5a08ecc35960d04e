import { chmodSync } from 'node:fs';
import { getuid } from 'node:process';
import type { SessionLayout } from '../config/state-layout.ts';
import { statIfThere } from '../edge/files.ts';

const ours = 0o700;

/** An agent may close the directories of its own session, as `chmod -R` does: they are opened again for this user. */
export function keepOpen({
  directory,
  guard,
  spool,
  hooks,
}: Pick<SessionLayout, 'directory' | 'guard' | 'spool' | 'hooks'>): void {
  for (const path of [directory, guard, spool, hooks]) {
    const found = statIfThere(path);
    if (!found?.isDirectory() || found.uid !== getuid?.()) continue;
    if ((found.mode & ours) !== ours) chmodSync(path, (found.mode & 0o777) | ours);
  }
}
