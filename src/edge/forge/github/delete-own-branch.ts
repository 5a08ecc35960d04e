import { z } from 'zod';
import { isOwnBranch } from '../../../core/branch-name.ts';
import type { GitHubApi } from './github-api.ts';
import { GitHubError } from './github-error.ts';
import { readAs } from './read-as.ts';
import { unlessMissing } from './repository.ts';
import type { RepositoryName } from './repository-name.ts';

const refSchema = z.object({ object: z.object({ sha: z.string() }) });

/** @returns whether it is gone. Not where somebody has pushed to it since `sha`, or GitHub does not do it. */
export async function deleteOwnBranch(
  api: GitHubApi,
  repository: RepositoryName,
  { branch, sha }: { branch: string; sha: string },
): Promise<boolean> {
  if (!isOwnBranch(branch)) return false;
  const at = { ...repository, ref: `heads/${branch}` };
  try {
    const reading = api.read('GET /repos/{owner}/{repo}/git/ref/{ref}', at);
    const found = await unlessMissing(api, repository, reading);
    if (found === null) return true;
    if (readAs(refSchema, found).object.sha !== sha) return false;
    await api.write('DELETE /repos/{owner}/{repo}/git/refs/{ref}', at);
    return true;
  } catch (error) {
    if (error instanceof GitHubError) return false;
    throw error;
  }
}
