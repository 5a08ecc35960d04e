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
  in_use: 'somebody stands in it with a program of their own',
  not_proven: 'it is not proven that nothing of the session is left',
  too_large: 'its work has more bytes than salvage.maxSize, so it was not salvaged',
  salvage_failed: 'its work could not be salvaged',
} as const;
export type KeepReason = keyof typeof keepReasons;

/** Where the work of a workspace is besides. */
export type SalvageFact =
  | { kind: 'none' }
  /** Of an earlier look: the workspace may have changed since. */
  | { kind: 'earlier' }
  /** Just made, of everything in it. */
  | { kind: 'saved' }
  | { kind: 'impossible'; why: 'too_large' | 'failed' };

export interface CleanupFacts {
  request: RequestState | 'unknown';
  workspace: WorkspaceFact;
  /** Nothing of the session is left. */
  proven: boolean;
  salvage: SalvageFact;
  /** Whether a person's process stands in it. */
  visited: 'yes' | 'no' | 'unknown';
  /** How long it has been kept so far. */
  keptForMs: number;
  /** How long the workspace of a blocked request waits for a retry. */
  blockedForMs: number;
}

export type CleanupDecision =
  | { kind: 'remove' }
  /** Salvage it, then decide again. */
  | { kind: 'salvage' }
  | { kind: 'keep'; why: KeepReason };

/**
 * A workspace goes only when its request is over and everything in it is elsewhere: on the remote, or in a salvage of
 * this moment, and nobody stands in it. That of a blocked request waits for a retry for a while, salvaged as well.
 */
export function decideCleanup(facts: CleanupFacts): CleanupDecision {
  const { request, workspace, proven, salvage, visited } = facts;
  if (!proven) return keep('not_proven');
  if (workspace.kind === 'missing') return { kind: 'remove' };
  const wanted = keptFor(request);
  if (wanted) return keep(wanted);
  const work = unsavedWork(workspace);
  const waits = work === null ? null : whileItHas(work, facts);
  if (waits !== null) return waits;
  if (visited !== 'no') return keep(visited === 'yes' ? 'in_use' : 'unreadable');
  return work === null || salvage.kind === 'saved' ? { kind: 'remove' } : { kind: 'salvage' };
}

/** What its work asks for before anything may go; null when nothing stands in the way. */
function whileItHas(work: KeepReason, facts: CleanupFacts): CleanupDecision | null {
  const { request, salvage, keptForMs, blockedForMs } = facts;
  if (salvage.kind === 'impossible') return keep(salvage.why === 'failed' ? 'salvage_failed' : 'too_large');
  if (request !== 'blocked' || keptForMs >= blockedForMs) return null;
  return salvage.kind === 'none' ? { kind: 'salvage' } : keep(work);
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

function unsavedWork(workspace: Exclude<WorkspaceFact, { kind: 'missing' }>): KeepReason | null {
  if (workspace.kind === 'unknown') return 'unreadable';
  if (workspace.underWay !== 'none') return 'unfinished_git';
  if (workspace.modified + workspace.untracked > 0) return 'uncommitted_work';
  return workspace.unpublished > 0 ? 'unpublished_commits' : null;
}
