import type { CleanupDecision } from '../../core/cleanup.ts';
import { type RemovedDirectory, removeDirectory } from '../remove-directory.ts';
import { makingPath } from './create-workspace.ts';
import { readOwner, sameOwner, type WorkspaceOwner } from './owner-file.ts';

export interface Removal {
  /** Directly below `root`. */
  workspace: string;
  root: string;
  owner: WorkspaceOwner;
  /** That it may go: nothing of its session is left, and no work would be lost. */
  decision: Extract<CleanupDecision, { kind: 'remove' }>;
}

/**
 * Deletes a workspace whose owner file says that it is this session's, and what was made of it before it appeared. A
 * missing one counts as removed.
 */
export const removeWorkspace = ({ workspace, root, owner }: Removal): Promise<RemovedDirectory> =>
  removeDirectory({
    path: workspace,
    root,
    isOurs: () => sameOwner(owner, readOwner(workspace)),
    leftovers: [makingPath(workspace)],
  });
