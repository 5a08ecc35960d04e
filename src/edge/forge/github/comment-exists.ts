import type { GitHubApi } from './github-api.ts';
import { isMissing } from './github-error.ts';
import { readRepository } from './repository.ts';
import type { RepositoryName } from './repository-name.ts';

const routes = {
  issue_comment: 'GET /repos/{owner}/{repo}/issues/comments/{comment_id}',
  review_comment: 'GET /repos/{owner}/{repo}/pulls/comments/{comment_id}',
} as const;

/**
 * Whether something that was said is there still. A review that was submitted cannot be deleted.
 * @param object as `Remark` names it.
 * @throws GitHubError when it cannot be known.
 */
export async function commentExists(
  api: GitHubApi,
  repository: RepositoryName,
  object: string,
): Promise<boolean> {
  const [, kind, id] = /^(issue_comment|review_comment):(\d+)$/.exec(object) ?? [];
  if (kind !== 'issue_comment' && kind !== 'review_comment') return true;
  try {
    await api.read(routes[kind], { ...repository, comment_id: Number(id) });
    return true;
  } catch (error) {
    if (!isMissing(error)) throw error;
    await readRepository(api, repository);
    return false;
  }
}
