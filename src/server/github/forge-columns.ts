import type { SeenPullRequest } from '../../edge/forge/github/pull-requests.ts';
import type { ForgePullRequest } from '../../store/bind-forge-pull-request.ts';

/**
 * A pull request of GitHub as it is stored. The head of a fork is named as GitHub does, OWNER:BRANCH: no branch of the
 * repository is.
 */
export const forgeColumns = (seen: SeenPullRequest, repository: string): ForgePullRequest => ({
  number: seen.number,
  url: seen.url,
  title: seen.title,
  body: seen.body,
  state: seen.state,
  head: isFromFork(seen, repository)
    ? `${seen.headRepository?.split('/')[0] ?? 'unknown'}:${seen.head}`
    : seen.head,
  head_sha: seen.headSha,
  base: seen.base,
  merged_sha: seen.mergedSha,
});

/** A fork that was deleted has no name. */
export const isFromFork = ({ headRepository }: SeenPullRequest, repository: string): boolean =>
  headRepository?.toLowerCase() !== repository.toLowerCase();
