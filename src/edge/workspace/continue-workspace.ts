import { existsSync, renameSync } from 'node:fs';
import { writeWhole } from '../files.ts';
import type { Environment } from '../git/git-environment.ts';
import { isRealDirectory } from './is-real-directory.ts';
import { ownerFile, ownerText, readOwner, sameOwner, type WorkspaceOwner } from './owner-file.ts';
import { startBranch } from './start-branch.ts';

export interface Continuation {
  /** The workspace that an earlier session left, and that session. */
  from: string;
  fromSessionId: string;
  to: string;
  /** The new owner. */
  owner: WorkspaceOwner;
  /** The new branch: it starts where the workspace stands. */
  branch: string;
  env: Environment;
}

export type ContinuedWorkspace =
  | { kind: 'continued' }
  /** It was complete already: a crash came after. */
  | { kind: 'found' }
  | { kind: 'refused'; message: string };

/**
 * Hands a kept workspace over to the next session: uncommitted files, stash and a merge under way stay as they are.
 * May be repeated after a crash at any point. A rebase under way keeps its detached head.
 */
export async function continueWorkspace(wanted: Continuation): Promise<ContinuedWorkspace> {
  const { from, to, owner, fromSessionId } = wanted;
  const before: WorkspaceOwner = { installation: owner.installation, sessionId: fromSessionId };
  if (existsSync(to)) return takeOver(wanted, before);
  if (!isRealDirectory(from)) return refused(from, 'it is not there any more');
  if (!sameOwner(before, readOwner(from))) return refused(from, 'it belongs to another session');
  const problem = await startBranch({ workspace: from, branch: wanted.branch, env: wanted.env });
  if (problem !== null) return refused(from, problem);
  renameSync(from, to);
  return takeOver(wanted, before);
}

const refused = (path: string, why: string): ContinuedWorkspace => ({
  kind: 'refused',
  message: `The workspace ${path} cannot be continued: ${why}.`,
});

/** The owner changes last: until then the call can begin anew. */
function takeOver({ to, owner }: Continuation, before: WorkspaceOwner): ContinuedWorkspace {
  const found = readOwner(to);
  if (sameOwner(owner, found)) return { kind: 'found' };
  if (!sameOwner(before, found)) return refused(to, 'something that is not ours is there already');
  writeWhole(ownerFile(to), ownerText(owner));
  return { kind: 'continued' };
}
