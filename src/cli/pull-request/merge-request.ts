import { personEnvironment } from '../../config/environment.ts';
import type { ControlPlaneClient } from '../../edge/control-plane-client.ts';
import type { MergedPullRequest } from '../../edge/forge/forge.ts';
import { mergePullRequest } from '../../edge/forge/local.ts';
import { ProblemError } from '../../protocol/problem.ts';
import type { PullRequestView } from '../../protocol/pull-request.ts';
import type { CliContext } from '../context.ts';

/**
 * Merges the pull request of a request on its remote, with the person's own git, and records it.
 * @throws ProblemError: no open pull request, a conflict, a branch that is checked out, nobody answers.
 */
export async function mergeRequest(
  context: CliContext,
  client: ControlPlaneClient,
  requestId: string,
): Promise<{ sha: string; pullRequest: PullRequestView }> {
  const pullRequest = await openPullRequest(client, requestId);
  const { remote, head, headSha, base, title } = pullRequest;
  const merged = await mergePullRequest({
    caches: context.layout.caches,
    remote,
    env: personEnvironment(),
    ...{ head, headSha, base, title },
  });
  if (merged.kind !== 'merged') throw notMerged(pullRequest, merged);
  await client.decidePullRequest(requestId, { state: 'merged', sha: merged.sha });
  return { sha: merged.sha, pullRequest };
}

async function openPullRequest(client: ControlPlaneClient, requestId: string): Promise<PullRequestView> {
  await client.showRequest(requestId);
  const [pullRequest] = (await client.listPullRequests({ request: requestId })).items;
  if (pullRequest === undefined) throw new ProblemError('state_refused', `${requestId} has no pull request.`);
  if (pullRequest.state === 'open' || pullRequest.state === 'draft') return pullRequest;
  throw new ProblemError(
    'state_refused',
    `The pull request ${pullRequest.url} is ${pullRequest.state} already.`,
  );
}

function notMerged(
  { url, head, base }: PullRequestView,
  result: Exclude<MergedPullRequest, { kind: 'merged' }>,
): ProblemError {
  switch (result.kind) {
    case 'conflict':
      return refused(`${url} conflicts with ${base} in ${result.files.join(', ')}. Merge ${head} by hand.`);
    case 'head_moved':
      return refused(
        `${head} is no longer what was published (now ${result.sha ?? 'deleted'}). Look at it, and merge by hand.`,
      );
    case 'base_checked_out':
      return refused(`${base} is checked out in ${result.worktree}, which is yours. Type: ${result.command}`);
    case 'refused':
      return refused(result.message);
    case 'unreachable':
      return new ProblemError('unreachable', result.message);
    default:
      return result satisfies never;
  }
}

const refused = (detail: string): ProblemError => new ProblemError('state_refused', detail);
