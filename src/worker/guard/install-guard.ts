import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SessionLayout } from '../../config/state-layout.ts';
import { quoteForSh, quoteWordsForSh } from '../../core/quote-for-sh.ts';
import { readIfLegible, readIfThere, writeWhole } from '../../edge/files.ts';

const programs = ['facts.sh', 'parent.sh', 'transcript.sh', 'hook.sh', 'find-processes.sh', 'watch.sh'];

/** Copies the guard into the session, so that an upgrade cannot pull it away, and writes the agent's command line. */
export function installGuard(layout: SessionLayout, workspace: string, argv: readonly string[]): void {
  installPrograms(layout);
  writeWhole(layout.command, `workspace=${quoteForSh(workspace)}\nset -- ${quoteWordsForSh(argv)}\n`);
}

/** The guard without an agent to start: what hooks need, that come before and after it. */
export function installPrograms(layout: SessionLayout): void {
  mkdirSync(layout.guard, { recursive: true, mode: 0o700 });
  // Under a new inode: a shell reads its program while it runs it.
  for (const name of programs)
    writeWhole(join(layout.guard, name), readFileSync(join(import.meta.dirname, name)));
}

/** Whether a session's copy of the guard is the one of this program; an older session keeps its own. */
export const hasOwnGuard = (layout: SessionLayout): boolean =>
  programs.every(
    (name) => readIfLegible(join(layout.guard, name)) === readIfThere(join(import.meta.dirname, name)),
  );
