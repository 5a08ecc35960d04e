import type { RequestState } from './request.ts';

/** What git says of a workspace. `unknown` keeps it. */
export type WorkspaceFact =
  | { kind: 'missing' }
  | { kind: 'unknown' }
  | {
      kind: 'known';
      modified: number;
      /** Files that are neither tracked nor ignored. */
      untracked: number;
      /** Commits that the remote does not have. */
      unpublished: number;
      underWay: 'none' | 'merge' | 'rebase' | 'cherry_pick' | 'revert' | 'bisect';
    };

/** Why a workspace is kept. A closed set: it is listed with its age. */
export const keepReasons = {
  in_review: 'its pull request is in review; feedback continues here',
  retry_pending: 'the next attempt continues here',
  uncommitted_work: 'it holds work that is not committed',
  unpublished_commits: 'it holds commits that are not published',
  unfinished_git: 'git is in the middle of a merge or rebase',
  unreadable: 'its state could not be read',
  owner_unknown: 'the control plane does not know its request',
  not_removable: 'the system, or its owner file, does not let it be removed',
  not_proven: 'it is not proven that nothing of the session is left',
} as const;
export type KeepReason = keyof typeof keepReasons;

export type CleanupDecision = { kind: 'remove' } | { kind: 'keep'; why: KeepReason };

/** A workspace goes only when its request is over and everything in it is committed and published. */
export function decideCleanup(
  request: RequestState | 'unknown',
  workspace: WorkspaceFact,
  proven: boolean,
): CleanupDecision {
  if (!proven) return keep('not_proven');
  if (workspace.kind === 'missing') return { kind: 'remove' };
  const wanted = keptFor(request);
  if (wanted) return keep(wanted);
  return unsavedWork(workspace) ?? { kind: 'remove' };
}

const keep = (why: KeepReason): CleanupDecision => ({ kind: 'keep', why });

function keptFor(request: RequestState | 'unknown'): KeepReason | null {
  switch (request) {
    case 'unknown':
      return 'owner_unknown';
    case 'in_review':
      return 'in_review';
    case 'queued':
    case 'claimed':
    case 'running':
      return 'retry_pending';
    case 'done':
    case 'blocked':
    case 'cancelled':
      return null;
    default:
      return request satisfies never;
  }
}

function unsavedWork(workspace: Exclude<WorkspaceFact, { kind: 'missing' }>): CleanupDecision | null {
  if (workspace.kind === 'unknown') return keep('unreadable');
  if (workspace.underWay !== 'none') return keep('unfinished_git');
  if (workspace.modified + workspace.untracked > 0) return keep('uncommitted_work');
  return workspace.unpublished > 0 ? keep('unpublished_commits') : null;
}
