import { z } from 'zod';
import type { Permission } from '../../../core/github/permission.ts';
import type { GitHubApi } from './github-api.ts';
import { isMissing } from './github-error.ts';
import { readAs } from './read-as.ts';
import type { RepositoryName } from './repository-name.ts';

const answerSchema = z.object({
  permission: z.enum(['admin', 'write', 'read', 'none']),
  /** The finer name; one of an organisation's own roles may stand there. */
  role_name: z.string().optional(),
});

/**
 * What an account may do on a repository at this moment. `permission` counts maintain as write and triage as read.
 * @throws GitHubError when it cannot be known.
 * @see https://docs.github.com/en/rest/collaborators/collaborators#get-repository-permissions-for-a-user
 */
export async function readPermission(
  api: GitHubApi,
  repository: RepositoryName,
  username: string,
): Promise<Permission> {
  const route = 'GET /repos/{owner}/{repo}/collaborators/{username}/permission';
  try {
    const answer = readAs(answerSchema, await api.read(route, { ...repository, username }));
    const role = answer.role_name;
    if (role === 'maintain' && answer.permission === 'write') return role;
    return role === 'triage' && answer.permission === 'read' ? role : answer.permission;
  } catch (error) {
    if (isMissing(error)) return 'none';
    throw error;
  }
}
