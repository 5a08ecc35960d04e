import type { SalvageFact } from '../../core/cleanup.ts';
import { type RepositoryCache, repositoryCache } from '../../edge/git/repository-cache.ts';
import { findSalvage } from '../../edge/salvage/list-salvage.ts';
import { takeSalvage } from '../../edge/salvage/take-salvage.ts';
import type { WorkerContext } from '../context.ts';
import { evidence } from '../evidence.ts';
import type { SessionRecord } from '../journal/session-record.ts';
import { workspaceOf } from './workspace-of.ts';

/** Keeps what only the workspace has on a ref of its cache, with a receipt as evidence. */
export async function salvageWorkspace(context: WorkerContext, record: SessionRecord): Promise<SalvageFact> {
  const { clock, config, layout } = context;
  const startedMs = clock.monotonicMs();
  const taken = await takeSalvage({
    workspace: workspaceOf(context, record),
    cache: cacheOf(context, record),
    publishedShas: publishedBy(record),
    scratch: layout.session(record.id).salvage,
    about: aboutOf(record),
    nowMs: clock.nowMs(),
    maxBytes: config.salvage.maxBytes,
    ignored: config.salvage.ignored,
  });
  const tookMs = Math.round(clock.monotonicMs() - startedMs);
  if (taken.kind === 'saved') {
    tell(context, record, 'salvage', { ...taken.receipt, tookMs });
    return { kind: 'saved' };
  }
  const kept = taken.why === 'failed' ? 'salvage_failed' : taken.why;
  // Tried again at each look, and told once.
  if (record.kept?.why !== kept) {
    tell(context, record, 'salvage_failed', { why: taken.why, message: taken.message });
  }
  return { kind: 'impossible', why: taken.why };
}

/** What an earlier look has left in the cache. */
export async function earlierSalvage(context: WorkerContext, record: SessionRecord): Promise<SalvageFact> {
  const found = await findSalvage(cacheOf(context, record), aboutOf(record));
  return found === null ? { kind: 'none' } : { kind: 'earlier' };
}

export const cacheOf = ({ layout, environment }: WorkerContext, { grant }: SessionRecord): RepositoryCache =>
  repositoryCache(layout.caches, grant.request.remote, environment);

export const publishedBy = ({ pullRequest }: SessionRecord): string[] =>
  pullRequest === null ? [] : [pullRequest.headSha];

const aboutOf = ({ grant }: SessionRecord) => ({
  requestId: grant.request.id,
  attempt: grant.fence,
  repository: grant.request.repository,
  title: grant.request.title,
});

function tell(
  context: WorkerContext,
  record: SessionRecord,
  kind: 'salvage' | 'salvage_failed',
  data: Record<string, unknown>,
): void {
  context.journal.addEvidence(record.id, evidence(context, kind, data));
  context.evidenceAdded.fire();
}
