import { z } from 'zod';
import type { Permission } from '../../../core/github/permission.ts';
import type { GitHubApi } from './github-api.ts';
import { readAs } from './read-as.ts';
import { unlessMissing } from './repository.ts';
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
  const found = await unlessMissing(api, repository, api.read(route, { ...repository, username }));
  if (found === null) return 'none';
  const { permission, role_name: role } = readAs(answerSchema, found);
  if (role === 'maintain' && permission === 'write') return role;
  return role === 'triage' && permission === 'read' ? role : permission;
}
