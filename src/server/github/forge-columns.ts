import type { SeenPullRequest } from '../../edge/forge/github/pull-requests.ts';
import type { ForgePullRequest } from '../../store/bind-forge-pull-request.ts';

/** A pull request of GitHub as it is stored. */
export const forgeColumns = (seen: SeenPullRequest): ForgePullRequest => ({
  number: seen.number,
  url: seen.url,
  title: seen.title,
  body: seen.body,
  state: seen.state,
  head: seen.head,
  head_sha: seen.headSha,
  base: seen.base,
  merged_sha: seen.mergedSha,
});
