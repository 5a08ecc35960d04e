import { rmSync } from 'node:fs';
import { decideCleanup } from '../../core/cleanup.ts';
import type { RequestState } from '../../core/request.ts';
import { isoTime } from '../../edge/clock.ts';
import { repositoryCache } from '../../edge/git/repository-cache.ts';
import { inspectWorkspace } from '../../edge/workspace/inspect-workspace.ts';
import { removeWorkspace } from '../../edge/workspace/remove-workspace.ts';
import type { WorkerContext } from '../context.ts';
import { evidence } from '../evidence.ts';
import type { SessionRecord } from '../journal/session-record.ts';
import type { Session } from '../session/session.ts';

/** Removes the workspace, or writes down why it is kept. The session is over either way. */
export async function clean(session: Session): Promise<void> {
  const { record } = session;
  const reported = record.reportedAs;
  const state = reported === null || reported === 'refused' ? 'unknown' : reported;
  const kept = await cleanWorkspace(session.context, record, state);
  session.context.leases.forget(record.id);
  session.update({ state: 'ended', kept }, [workspaceEvidence(session.context, record, kept)]);
}

export const workspaceEvidence = (
  context: WorkerContext,
  record: SessionRecord,
  kept: SessionRecord['kept'],
) => {
  const path = record.place?.workspace ?? null;
  return evidence(context, 'workspace', kept === null ? { path, removed: true } : { path, kept: kept.why });
};

/** The one way a workspace goes. Returns why it is kept, or null when it is gone. */
export async function cleanWorkspace(
  context: WorkerContext,
  record: SessionRecord,
  request: RequestState | 'unknown',
): Promise<SessionRecord['kept']> {
  if (record.place === null) return null;
  const path = record.place.workspace;
  const seen = await inspectWorkspace({
    path,
    env: context.environment,
    cache: repositoryCache(context.layout.caches, record.grant.request.remote, context.environment),
    publishedShas: record.pullRequest === null ? [] : [record.pullRequest.headSha],
  });
  const decision = decideCleanup(request, seen, record.stop?.clean ?? false);
  if (decision.kind === 'keep') return keep(context, record, decision.why);
  const removal = await removeWorkspace({
    workspace: path,
    root: context.layout.workspaces,
    owner: { installation: context.workerId, sessionId: record.id },
    decision,
  });
  if (removal.kind === 'kept') return keep(context, record, 'unreadable');
  rmSync(context.layout.session(record.id).agentHome, { recursive: true, force: true });
  return null;
}

function keep(
  context: WorkerContext,
  record: SessionRecord,
  why: NonNullable<SessionRecord['kept']>['why'],
): SessionRecord['kept'] {
  if (record.place === null) return null;
  const since = record.kept?.since ?? isoTime(context.clock.nowMs());
  return { path: record.place.workspace, why, since };
}
