import { existsSync, realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { ProblemError } from '../../protocol/problem.ts';
import type { WorkerContext } from '../context.ts';

/**
 * A state directory that was copied, or moved, names sessions of another place: two workers would take the same agent
 * for theirs, and one would stop it.
 * @throws ProblemError misconfigured.
 */
export function refuseCopied({ journal, layout }: Pick<WorkerContext, 'journal' | 'layout'>): void {
  for (const { state, kept, place } of journal.sessions()) {
    if (place === null || (state === 'ended' && kept === null)) continue;
    const root = dirname(place.workspace);
    if (root === layout.workspaces || realPath(root) === realPath(layout.workspaces)) continue;
    const detail = `The state directory ${layout.root} was copied or moved: it has sessions of ${dirname(root)}. Use that one, or move this one back there; to start anew here, move its journal.db, sessions and workspaces away.`;
    throw new ProblemError('misconfigured', detail);
  }
}

const realPath = (path: string): string => (existsSync(path) ? realpathSync(path) : path);
