import { z } from 'zod';
import type { GitHubApi } from './github-api.ts';
import { readAs } from './read-as.ts';
import type { RepositoryName } from './repository-name.ts';

const commentSchema = z.object({
  id: z.int(),
  body: z.string().nullish(),
  user: z.object({ login: z.string(), type: z.string().optional() }).nullish(),
});

type IssueAt = RepositoryName & { issue_number: number };

/**
 * The oldest comment of an account on an issue that begins with a marker; null when there is none.
 * @param account null for a token of no account: comments of bots count then.
 * @throws GitHubError
 */
export async function findComment(
  api: GitHubApi,
  at: IssueAt,
  { marker, account }: { marker: string; account: string | null },
): Promise<number | null> {
  const all = await api.readAll('GET /repos/{owner}/{repo}/issues/{issue_number}/comments', { ...at });
  const isOwn = ({ user }: z.infer<typeof commentSchema>): boolean =>
    account === null ? user?.type === 'Bot' : user?.login.toLowerCase() === account.toLowerCase();
  const found = all
    .map((one) => readAs(commentSchema, one))
    .find((comment) => isOwn(comment) && comment.body?.startsWith(marker));
  return found?.id ?? null;
}

/** One that was not answered may be there: look for its marker before another try. */
export async function addComment(api: GitHubApi, at: IssueAt, body: string): Promise<number> {
  const route = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';
  return readAs(commentSchema, await api.write(route, { ...at, body }, 'comment')).id;
}

/** May be repeated. */
export async function editComment(
  api: GitHubApi,
  { owner, repo }: RepositoryName,
  { id, body }: { id: number; body: string },
): Promise<void> {
  const route = 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}';
  await api.write(route, { owner, repo, comment_id: id, body }, 'comment');
}

/** Whether nobody but those who may write comments on it. @throws GitHubError */
export async function isLocked(api: GitHubApi, at: IssueAt): Promise<boolean> {
  const issue = await api.read('GET /repos/{owner}/{repo}/issues/{issue_number}', { ...at });
  return readAs(z.object({ locked: z.boolean() }), issue).locked;
}
