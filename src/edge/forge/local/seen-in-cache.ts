import { runGit } from '../../git/git.ts';
import { commitOf, type RepositoryCache } from '../../git/repository-cache.ts';
import { shownRemote } from '../../git/shown-remote.ts';
import type { PullRequest, SeenPullRequest } from '../forge.ts';
import { mergedAt } from './merged-at.ts';

/** What became of a pull request, as of the cache's last fetch. */
export async function seenInCache(
  cache: RepositoryCache,
  pullRequest: PullRequest,
): Promise<SeenPullRequest> {
  const { head, headSha, base } = pullRequest;
  const remote = shownRemote(cache.remote);
  const [tips, known] = await Promise.all([tipsOf(cache, [head, base]), commitOf(cache, headSha)]);
  if (tips === null) return unknown(`The branches of ${remote} cannot be read in ${cache.directory}.`);
  const [headNow, baseNow] = [tips.get(head), tips.get(base)];
  if (baseNow === undefined) return unknown(`${remote} has no branch ${base} any more.`);
  if (known !== null) {
    const merged = await mergedAt(cache, { headSha, baseSha: baseNow });
    if (merged.kind === 'merged') return { state: 'merged', sha: merged.sha };
    if (merged.kind === 'unknown') {
      return unknown(`Whether ${base} of ${remote} has ${head} cannot be told: ${merged.message}.`);
    }
  }
  if (headNow !== undefined) return { state: 'open', sha: headNow };
  if (known !== null) return { state: 'closed', sha: headSha };
  return unknown(`${head} is gone from ${remote}, and its commit is not known here.`);
}

const unknown = (message: string): SeenPullRequest => ({ state: 'unknown', message });

/** The commits of branches of the remote; null when git fails, which does not mean that they are gone. */
async function tipsOf(
  cache: RepositoryCache,
  branches: readonly string[],
): Promise<Map<string, string> | null> {
  const prefix = 'refs/remotes/origin/';
  const args = ['for-each-ref', '--format=%(objectname) %(refname)', ...branches.map((one) => prefix + one)];
  const listed = await runGit(args, { env: cache.env, gitDir: cache.directory });
  if (listed.kind === 'failed') return null;
  const lines = listed.stdout.split('\n').filter((line) => line !== '');
  return new Map(
    lines.map((line) => {
      const end = line.indexOf(' ');
      return [line.slice(end + 1 + prefix.length), line.slice(0, end)];
    }),
  );
}
