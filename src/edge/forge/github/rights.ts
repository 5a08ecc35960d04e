import { z } from 'zod';
import { type Access, type ReadRight, type RightsFacts, readRights } from '../../../core/github/rights.ts';
import type { GitHubApi } from './github-api.ts';
import { GitHubError } from './github-error.ts';
import { readAs } from './read-as.ts';
import { readRepository } from './repository.ts';
import type { RepositoryName } from './repository-name.ts';

const repositorySchema = z.object({
  private: z.boolean().prefault(false),
  default_branch: z.string(),
  permissions: z.object({ push: z.boolean().prefault(false), admin: z.boolean().prefault(false) }).nullish(),
});

/**
 * What a token may do on a repository, as far as reads tell. Nothing is written.
 * @param login whose token it is; null for one of no account.
 * @throws GitHubError unauthorized when the repository is not to be seen, unreachable or throttled when nobody can tell.
 */
export async function readRightsOn(
  api: GitHubApi,
  at: RepositoryName,
  login: string | null,
): Promise<RightsFacts> {
  await readRepository(api, at);
  const answer = await api.read('GET /repos/{owner}/{repo}', { ...at });
  const { private: isPrivate, default_branch: branch, permissions } = readAs(repositorySchema, answer);
  const page = { ...at, per_page: 1 };
  const asked: Record<ReadRight, () => Promise<unknown>> = {
    issues: () => api.read('GET /repos/{owner}/{repo}/issues', page),
    pull_requests: () => api.read('GET /repos/{owner}/{repo}/pulls', page),
    contents: () => api.read('GET /repos/{owner}/{repo}/branches/{branch}', { ...at, branch }),
    collaborators: async () =>
      login === null ||
      api.read('GET /repos/{owner}/{repo}/collaborators/{username}/permission', { ...at, username: login }),
    checks: () => api.read('GET /repos/{owner}/{repo}/commits/{ref}/check-runs', { ...page, ref: branch }),
    statuses: () => api.read('GET /repos/{owner}/{repo}/commits/{ref}/status', { ...page, ref: branch }),
  };
  const reads = await Promise.all(
    readRights.map(async (right) => [right, await accessOf(asked[right])] as const),
  );
  return {
    scopes: api.scopes(),
    isPrivate,
    role: permissions ?? null,
    reads: Object.fromEntries(reads) as Record<ReadRight, Access>,
  };
}

/** Of a repository that is to be seen, "not found" means "not for this token", except of what need not be there. */
async function accessOf(read: () => Promise<unknown>): Promise<Access> {
  try {
    await read();
    return 'granted';
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    switch (error.failure) {
      case 'unauthorized':
      case 'not_found':
        return 'refused';
      case 'gone':
        return 'off';
      case 'refused':
        return 'unknown';
      case 'unreachable':
      case 'throttled':
        throw error;
      default:
        return error.failure satisfies never;
    }
  }
}
