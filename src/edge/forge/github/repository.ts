import { z } from 'zod';
import type { GitHubApi } from './github-api.ts';
import { GitHubError, isMissing } from './github-error.ts';
import { readAs } from './read-as.ts';
import type { RepositoryName } from './repository-name.ts';

const repositorySchema = z.object({ archived: z.boolean().prefault(false) });

/** @throws GitHubError unauthorized when it is not to be seen: whether it is there cannot be told from that. */
export async function readRepository(
  api: GitHubApi,
  repository: RepositoryName,
): Promise<{ isArchived: boolean }> {
  try {
    const answer = await api.read('GET /repos/{owner}/{repo}', { ...repository });
    return { isArchived: readAs(repositorySchema, answer).archived };
  } catch (error) {
    if (!isMissing(error)) throw error;
    if (error.failure === 'not_found') api.forgetToken();
    throw new GitHubError('unauthorized', unseen(repository, error), { cause: error });
  }
}

function unseen({ owner, repo }: RepositoryName, { failure, message }: GitHubError): string {
  const name = `${owner}/${repo}`;
  return failure === 'not_found'
    ? `${name} cannot be seen on GitHub: it was deleted, or the token has no access to it.`
    : `${name} has moved: the configuration, or its github.apiUrl, names it as it was called before. ${message}`;
}

const methodsSchema = z.object({
  allow_merge_commit: z.boolean().nullish(),
  allow_squash_merge: z.boolean().nullish(),
});

/** How pull requests are merged there: with a merge commit unless that is not allowed. */
export async function readMergeMethod(
  api: GitHubApi,
  repository: RepositoryName,
): Promise<'merge' | 'squash' | 'rebase'> {
  const answer = await api.read('GET /repos/{owner}/{repo}', { ...repository });
  const { allow_merge_commit: merge, allow_squash_merge: squash } = readAs(methodsSchema, answer);
  if (merge !== false) return 'merge';
  return squash === false ? 'rebase' : 'squash';
}

/**
 * Null for what is not there, in a repository that is. A token that has lost its access to a repository is answered "not
 * found" as well, for everything in it.
 */
export async function unlessMissing<T>(
  api: GitHubApi,
  repository: RepositoryName,
  reading: Promise<T>,
): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if (!isMissing(error)) throw error;
    await readRepository(api, repository);
    return null;
  }
}
