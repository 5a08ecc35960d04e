import { mkdirSync } from 'node:fs';
import { branchName } from '../../core/branch-name.ts';
import { attemptNumber } from '../../core/ids.ts';
import type { GitSetting } from '../../edge/git/config-text.ts';
import { findRepository } from '../../edge/git/find-repository.ts';
import { continueWorkspace } from '../../edge/workspace/continue-workspace.ts';
import {
  type CreatedWorkspace,
  createWorkspace,
  type NewWorkspace,
  type NotCompleted,
} from '../../edge/workspace/create-workspace.ts';
import type { WorkerContext } from '../context.ts';
import type { SessionRecord } from '../journal/session-record.ts';
import type { Session } from '../session/session.ts';
import { findEarlierWork, restoreWork } from './restore-work.ts';

export type Place = NonNullable<SessionRecord['place']>;
export type NotMade = { kind: 'refused'; reason: 'launch_failed' | 'host_refused'; message: string };
export type MadeWorkspace = { kind: 'made'; place: Place } | NotMade;

/**
 * A retry goes on in the workspace that is kept, else from its salvage; all else starts from the default branch.
 * @param identity as `personIdentity` found it; a new workspace gets it.
 */
export async function makeWorkspace(
  session: Session,
  from: { base: string; baseSha: string },
  identity: GitSetting[] | string,
): Promise<MadeWorkspace> {
  const { context, record } = session;
  const path = context.layout.workspace(record.id);
  const branch = branchOf(record);
  const place: Place = { workspace: path, branch, ...from };
  const owner = { installation: record.installation ?? context.workerId, sessionId: record.id };
  const kept = keptWorkspace(context, record);
  if (kept !== null) {
    const continued = await continueWorkspace({ ...kept, to: path, owner, branch, env: context.environment });
    if (continued.kind === 'continued' || continued.kind === 'found') return { kind: 'made', place };
    context.log.warn({ session: record.id, why: continued }, 'the kept workspace cannot be continued');
  }
  const startSha = record.grant.pullRequest?.headSha ?? from.baseSha;
  mkdirSync(context.layout.workspaces, { recursive: true, mode: 0o700 });
  if (typeof identity === 'string') return refused({ where: 'workspace', message: identity });
  const wanted = { path, owner, branch, defaultBranch: from.base, startSha, settings: identity };
  const made = await newWorkspace(session, wanted);
  return made.kind === 'refused' ? refused(made) : { kind: 'made', place };
}

/**
 * Its submodules come after salvaged work, which may bring some of them, or name other commits of theirs. It appears
 * with all of that or not at all: the next attempt would go on in a part, and what is missing would look deleted.
 */
async function newWorkspace(
  session: Session,
  wanted: Omit<NewWorkspace, 'cache' | 'along' | 'complete'>,
): Promise<CreatedWorkspace> {
  const { cache, context, record } = session;
  const settings = findRepository(context.config, record.grant.request)?.workspace;
  const along = { submodules: settings?.submodules ?? true, lfs: settings?.lfs ?? true };
  const salvage = await findEarlierWork(session);
  const { branch } = wanted;
  if (salvage === null) return createWorkspace({ ...wanted, cache, along });
  return createWorkspace({
    ...{ ...wanted, cache, along: { ...along, submodules: false } },
    complete: (workspace) => restoreWork(session, { workspace, branch, salvage, along }),
  });
}

/** What this host lacks is not tried again. */
const refused = ({ where, message }: NotCompleted): NotMade => ({
  kind: 'refused',
  reason: where === 'host' ? 'host_refused' : 'launch_failed',
  message,
});

/** The newest: an attempt that took it over and never launched is one that the control plane names no workspace of. */
function keptWorkspace({ journal, workerId }: WorkerContext, { grant }: SessionRecord) {
  const { previous, request, fence } = grant;
  if (previous === null || previous.workerId !== workerId || previous.workspace === null) return null;
  const records = journal.sessions().filter((each) => each.grant.request.id === request.id);
  const since = attemptNumber(previous.attemptId);
  const later = records
    .filter((each) => each.kept !== null && each.grant.fence > since && each.grant.fence < fence)
    .sort((a, b) => b.grant.fence - a.grant.fence);
  const last = later[0] ?? records.find((each) => each.id === previous.attemptId);
  // Where it is not proven that nothing of the last attempt is left, two would work in one place.
  if (last?.stop?.clean === false) return null;
  return {
    from: later[0]?.kept?.path ?? previous.workspace,
    fromSessionId: later[0]?.id ?? previous.attemptId,
  };
}

function branchOf({ grant }: SessionRecord): string {
  const { id, issueNumber, title } = grant.request;
  return branchName({ requestId: id, issueNumber, title, attempt: grant.fence });
}
