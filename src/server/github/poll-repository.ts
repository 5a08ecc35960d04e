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
  for (const number of numbers(pullRequests.changed, watched.pullRequests))
    await lookAtPullRequest(parts, github, { repository, number });
  await pullRequests.settle();
  const issues = await changedSince(parts, repository, {
    kind: 'issues',
    list: (sinceMs) => listChangedIssues(github.api, repository.at, { sinceMs, label: repository.label }),
  });
  const labelled = issues.changed.filter(({ isPullRequest, isLabelled }) => isLabelled && !isPullRequest);
  for (const number of numbers(labelled, watched.issues))
    await lookAtIssue(parts, github, { repository, number });
  await issues.settle();
}

interface Changed {
  number: number;
  updatedAtMs: number;
}

interface Listing<C extends Changed> {
  kind: 'issues' | 'pull_requests';
  list: (sinceMs: number | null) => Promise<readonly C[]>;
}

/** What a list shows as changed; `settle` says that all of it was looked at. */
async function changedSince<C extends Changed>(
  parts: Parts,
  { name }: GitHubRepository,
  { kind, list }: Listing<C>,
): Promise<{ changed: readonly C[]; settle: () => Promise<void> }> {
  const key = { repository: name, kind };
  const since = await forgeCursor(parts.db, key);
  const changed = await list(since === null ? null : since - overlapMs);
  const newest = Math.max(since ?? 0, ...changed.map(({ updatedAtMs }) => updatedAtMs));
  return {
    changed,
    settle: async () => {
      if (changed.length > 0 && newest !== since)
        await parts.writer.write((write) => moveForgeCursor(write, key, newest));
    },
  };
}

/** Each once: pull requests come first, so that an issue that a merge has closed is not taken for closed by hand. */
const numbers = (changed: readonly Changed[], watched: readonly number[]): Set<number> =>
  new Set([...watched, ...changed.map(({ number }) => number)]);
