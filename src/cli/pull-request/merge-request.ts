import { personEnvironment } from '../../config/environment.ts';
import type { ControlPlaneClient } from '../../edge/control-plane-client.ts';
import { mergePullRequest } from '../../edge/forge/local.ts';
import { notMerged } from '../../edge/forge/not-merged.ts';
import { ProblemError } from '../../protocol/problem.ts';
import type { PullRequestView } from '../../protocol/pull-request.ts';
import type { CliContext } from '../context.ts';

/**
 * Merges the pull request of a request: on its remote with the person's own git, or has its control plane ask GitHub.
 * Returns it as it is then, recorded.
 * @throws ProblemError: no open pull request, a conflict, a branch that is checked out, a draft, nobody answers.
 */
export async function mergeRequest(
  context: CliContext,
  client: ControlPlaneClient,
  requestId: string,
): Promise<PullRequestView & { mergedSha: string }> {
  const pullRequest = await openPullRequest(client, requestId);
  const { mergedSha } =
    pullRequest.forge === 'github'
      ? await client.mergePullRequest(requestId)
      : await mergeHere(context, client, pullRequest);
  if (mergedSha === null) throw new ProblemError('internal', `${pullRequest.url} was merged as no commit.`);
  return { ...pullRequest, state: 'merged', mergedSha };
}

async function mergeHere(
  context: CliContext,
  client: ControlPlaneClient,
  pullRequest: PullRequestView,
): Promise<{ mergedSha: string }> {
  const { requestId, remote, head, headSha, base, title } = pullRequest;
  const caches = context.layout.caches;
  const wanted = { caches, remote, env: personEnvironment(), head, headSha, base, title };
  const merged = await mergePullRequest(wanted);
  if (merged.kind !== 'merged') throw notMerged(pullRequest, merged);
  await client.decidePullRequest(requestId, { state: 'merged', sha: merged.sha });
  return { mergedSha: merged.sha };
}

/** Of several the one that counts is open. */
async function openPullRequest(client: ControlPlaneClient, requestId: string): Promise<PullRequestView> {
  await client.showRequest(requestId);
  const { items } = await client.listPullRequests({ request: requestId });
  const open = items.find(({ state }) => state === 'open' || state === 'draft');
  if (open !== undefined) return open;
  const [newest] = items;
  const why = newest
    ? `The pull request ${newest.url} is ${newest.state} already.`
    : `${requestId} has no pull request.`;
  throw new ProblemError('state_refused', why);
}
