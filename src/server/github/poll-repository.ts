import { listChangedIssues } from '../../edge/forge/github/issues.ts';
import { listChangedPullRequests } from '../../edge/forge/github/pull-requests.ts';
import { forgeCursor, moveForgeCursor } from '../../store/forge-cursor.ts';
import { listWatched } from '../../store/list-watched.ts';
import type { Parts } from '../parts.ts';
import type { GitHub, GitHubRepository } from './github.ts';
import { lookAtIssue } from './look-at-issue.ts';
import { lookAtPullRequest } from './look-at-pull-request.ts';

/** GitHub's list may lag behind its own clock: this much is asked for again. */
const overlapMs = 60_000;

/**
 * Looks at everything of a repository that has changed since the last look, and at whatever an open request stands for:
 * that finds what no webhook has told, deleted and transferred issues as well. The cursor moves only when all of it was
 * looked at.
 * @throws GitHubError when something could not be known; what came before it was done.
 */
export async function pollRepository(
  parts: Parts,
  github: GitHub,
  repository: GitHubRepository,
): Promise<void> {
  const watched = await listWatched(parts.db, repository.name);
  const pullRequests = await changedSince(parts, repository, {
    kind: 'pull_requests',
    list: (since) => listChangedPullRequests(github.api, repository.at, since),
  });
  for (const number of numbers(pullRequests.numbers, watched.pullRequests))
    await lookAtPullRequest(parts, github, { repository, number });
  await pullRequests.settle();
  const issues = await changedSince(parts, repository, {
    kind: 'issues',
    list: async (since) =>
      (await listChangedIssues(github.api, repository.at, since)).filter(
        ({ isPullRequest }) => !isPullRequest,
      ),
  });
  for (const number of numbers(issues.numbers, watched.issues))
    await lookAtIssue(parts, github, { repository, number });
  await issues.settle();
}

interface Listing {
  kind: 'issues' | 'pull_requests';
  list: (sinceMs: number | null) => Promise<readonly { number: number; updatedAtMs: number }[]>;
}

/** What a list shows as changed; `settle` says that all of it was looked at. */
async function changedSince(
  parts: Parts,
  { name }: GitHubRepository,
  { kind, list }: Listing,
): Promise<{ numbers: number[]; settle: () => Promise<void> }> {
  const key = { repository: name, kind };
  const since = await forgeCursor(parts.db, key);
  const changed = await list(since === null ? null : since - overlapMs);
  const newest = Math.max(since ?? 0, ...changed.map(({ updatedAtMs }) => updatedAtMs));
  return {
    numbers: changed.map(({ number }) => number),
    settle: async () => {
      if (newest !== since) await parts.writer.write((write) => moveForgeCursor(write, key, newest));
    },
  };
}

/** Each once: pull requests come first, so that an issue that a merge has closed is not taken for closed by hand. */
const numbers = (changed: readonly number[], watched: readonly number[]): Set<number> =>
  new Set([...watched, ...changed]);
