import { type CleanupDecision, type CleanupFacts, decideCleanup } from '../../core/cleanup.ts';
import type { RequestState } from '../../core/request.ts';
import { isoTime } from '../../edge/clock.ts';
import { visited } from '../../edge/processes/visited.ts';
import { removeLeftover } from '../../edge/remove-directory.ts';
import { inspectWorkspace } from '../../edge/workspace/inspect-workspace.ts';
import { removeWorkspace } from '../../edge/workspace/remove-workspace.ts';
import type { Evidence } from '../../protocol/worker.ts';
import type { WorkerContext } from '../context.ts';
import { evidence } from '../evidence.ts';
import { runBeforeRemove } from '../hooks/run-before-remove.ts';
import type { SessionRecord } from '../journal/session-record.ts';
import type { Session } from '../session/session.ts';
import { cacheOf, earlierSalvage, publishedBy, salvageWorkspace } from './salvage-workspace.ts';
import { neverHadWorkspace, workspaceOf } from './workspace-of.ts';

/** What became of a workspace. It is not found when the next attempt goes on in it. */
export interface CleanedWorkspace {
  kept: SessionRecord['kept'];
  found: boolean;
  /** What the system, or its owner file, says against its removal. */
  message?: string;
}

/** Removes the workspace, or writes down why it is kept. The session is over either way. */
export async function clean(session: Session): Promise<void> {
  const { record } = session;
  const reported = record.reportedAs;
  const state = reported === null || reported === 'refused' ? 'unknown' : reported;
  const cleaned = await cleanWorkspace(session.context, record, {
    request: state,
    leaving: session.left,
  });
  session.context.leases.forget(record.id);
  session.update({ state: 'ended', kept: cleaned.kept }, [
    workspaceEvidence(session.context, record, cleaned),
  ]);
}

/** It could not be cleaned up for a while: over all the same, and its workspace is looked at again later. */
export function keepUncleaned(session: Session, message: string): void {
  const { record, context } = session;
  const cleaned = neverHadWorkspace(context, record)
    ? { kept: null, found: false }
    : { ...keep(context, record, 'unreadable'), message };
  context.leases.forget(record.id);
  session.update({ state: 'ended', kept: cleaned.kept }, [workspaceEvidence(context, record, cleaned)]);
}

export function workspaceEvidence(
  context: WorkerContext,
  { place }: SessionRecord,
  { kept, found, message }: CleanedWorkspace,
): Evidence {
  const path = place?.workspace ?? null;
  if (kept !== null) {
    return evidence(context, 'workspace', { path, kept: kept.why, ...(message && { message }) });
  }
  return evidence(context, 'workspace', { path, ...(found ? { removed: true } : { notThere: true }) });
}

export interface CleaningOptions {
  /** What became of its request. */
  request: RequestState | 'unknown';
  /** Aborts when this worker is to leave: the cleaning rejects then, where a hook was under way. */
  leaving: AbortSignal;
  /** How long the workspace of a blocked request waits for a retry; as configured if absent. */
  blockedForMs?: number;
}

/** The one way a workspace goes. */
export async function cleanWorkspace(
  context: WorkerContext,
  record: SessionRecord,
  options: CleaningOptions,
): Promise<CleanedWorkspace> {
  if (neverHadWorkspace(context, record)) return { kept: null, found: false };
  let { seen, decision } = await lookAndDecide(context, record, options);
  // It has run before the removal that failed.
  const hasRun = record.kept?.why === 'not_removable';
  const mayRun = decision.kind === 'remove' && seen.kind !== 'missing' && !hasRun;
  if (mayRun && record.hooks?.beforeRemove !== undefined) {
    if ((await runBeforeRemove(context, record, options.leaving)) === 'not_proven') {
      return keep(context, record, 'not_proven');
    }
    // What the hook has left there is work like any other.
    ({ seen, decision } = await lookAndDecide(context, record, options));
  }
  if (decision.kind === 'keep') return keep(context, record, decision.why);
  const removal = await removeWorkspace({
    workspace: workspaceOf(context, record),
    root: context.layout.workspaces,
    owner: ownerOf(context, record),
    decision,
  });
  if (removal.kind === 'kept') {
    return { ...keep(context, record, 'not_removable'), message: removal.message };
  }
  await removeAgentHome(context, record.id);
  return { kept: null, found: seen.kind !== 'missing' };
}

/** What of it cannot be deleted goes with the session's directory, by retention.logs: it keeps no session from its end. */
async function removeAgentHome({ layout, log }: WorkerContext, id: string): Promise<void> {
  try {
    await removeLeftover(layout.session(id).agentHome);
  } catch (error) {
    log.warn({ session: id, err: error }, "the agent's home could not be deleted");
  }
}

type Decided = Exclude<CleanupDecision, { kind: 'salvage' }>;

/** What a look would lead to; nothing is salvaged or removed. */
export async function planCleaning(
  context: WorkerContext,
  record: SessionRecord,
  request: CleanupFacts['request'],
): Promise<CleanupDecision> {
  if (neverHadWorkspace(context, record)) return { kind: 'remove' };
  const workspace = await look(context, record);
  const { blockedMs: blockedForMs } = context.config.retention;
  return decideCleanup(await factsOf(context, record, { request, workspace, blockedForMs }));
}

async function lookAndDecide(
  context: WorkerContext,
  record: SessionRecord,
  { request, blockedForMs = context.config.retention.blockedMs }: CleaningOptions,
): Promise<{ seen: CleanupFacts['workspace']; decision: Decided }> {
  const seen = await look(context, record);
  return { seen, decision: await decide(context, record, { request, workspace: seen, blockedForMs }) };
}

const look = (context: WorkerContext, record: SessionRecord): Promise<CleanupFacts['workspace']> =>
  inspectWorkspace({
    path: workspaceOf(context, record),
    env: context.environment,
    cache: cacheOf(context, record),
    publishedShas: publishedBy(record),
  });

const ownerOf = ({ workerId }: WorkerContext, { installation, id }: SessionRecord) => ({
  installation: installation ?? workerId,
  sessionId: id,
});

type Seen = Pick<CleanupFacts, 'request' | 'workspace' | 'blockedForMs'>;

/** Salvages when the decision needs it, and decides again: `salvage` is never the last word. */
async function decide(context: WorkerContext, record: SessionRecord, seen: Seen): Promise<Decided> {
  const facts = await factsOf(context, record, seen);
  const first = decideCleanup(facts);
  if (first.kind !== 'salvage') return first;
  const salvage = await salvageWorkspace(context, record);
  const second = decideCleanup({ ...facts, salvage, visited: await visitedBy(context, record) });
  return second.kind === 'salvage' ? { kind: 'keep', why: 'salvage_failed' } : second;
}

async function factsOf(context: WorkerContext, record: SessionRecord, seen: Seen): Promise<CleanupFacts> {
  const since = record.kept === null ? context.clock.nowMs() : Date.parse(record.kept.since);
  return {
    ...seen,
    proven: record.stop?.clean ?? false,
    keptForMs: context.clock.nowMs() - since,
    salvage: await earlierSalvage(context, record),
    visited: await visitedBy(context, record),
  };
}

const visitedBy = (context: WorkerContext, record: SessionRecord): Promise<CleanupFacts['visited']> =>
  visited({ ...ownerOf(context, record), workspace: workspaceOf(context, record) });

function keep(
  context: WorkerContext,
  record: SessionRecord,
  why: NonNullable<SessionRecord['kept']>['why'],
): CleanedWorkspace {
  const since = record.kept?.since ?? isoTime(context.clock.nowMs());
  return { kept: { path: workspaceOf(context, record), why, since }, found: true };
}
