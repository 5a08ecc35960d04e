import type { PullRequestFact } from '../core/end.ts';
import { lookAtPullRequest } from '../edge/forge/local.ts';
import type { WorkerContext } from './context.ts';
import type { SessionRecord } from './journal/session-record.ts';

/**
 * What became of the session's pull request: the person's decision as the control plane has it, else what the
 * remote shows (a merge made by hand, a deleted branch). That neither can be asked is `unknown`; what was merged or
 * closed before the attempt began is `none`.
 */
export async function lookAtBoundPullRequest(
  context: WorkerContext,
  record: SessionRecord,
): Promise<PullRequestFact> {
  if (record.grant.request.forge === 'github') return askForge(context, record);
  if (record.pullRequest === null || record.place === null || wasOver(record.pullRequest)) return 'none';
  const request = await context.client.showRequest(record.grant.request.id);
  const decided = request.pullRequest?.state;
  if (decided === 'merged' || decided === 'closed') return decided;
  const seen = await lookAtPullRequest({
    caches: context.layout.caches,
    remote: record.grant.request.remote,
    head: record.pullRequest.head,
    headSha: record.pullRequest.headSha,
    base: record.place.base,
    env: context.environment,
  });
  return seen.state;
}

/** The one of the grant: opening another replaces it. */
const wasOver = ({ state }: NonNullable<SessionRecord['pullRequest']>): boolean =>
  state === 'merged' || state === 'closed';

/** A pull request may have been opened without Planeguard: its control plane looks, with the forge's own word. */
async function askForge({ client, log }: WorkerContext, { id }: SessionRecord): Promise<PullRequestFact> {
  const { state, message } = await client.askForge(id);
  if (message !== null) log.warn({ session: id }, `The forge cannot be asked: ${message}`);
  return state;
}
