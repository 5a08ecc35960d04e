import type { GitHubApi } from './github-api.ts';
import { GitHubError } from './github-error.ts';
import { unlessMissing } from './repository.ts';
import type { RepositoryName } from './repository-name.ts';

/** @throws GitHubError when it cannot be known. */
export async function hasLabelNamed(api: GitHubApi, at: RepositoryName, name: string): Promise<boolean> {
  const reading = api.read('GET /repos/{owner}/{repo}/labels/{name}', { ...at, name });
  return (await unlessMissing(api, at, reading)) !== null;
}

const description = 'Planeguard starts an agent on issues with this label';
const color = '1d76db';

/**
 * Makes a label that is not there. Where the call was not answered, or refused because somebody else was faster, what is
 * there decides: it is not made a second time.
 * @throws GitHubError
 */
export async function createLabel(
  api: GitHubApi,
  at: RepositoryName,
  name: string,
): Promise<'created' | 'there'> {
  try {
    await api.write('POST /repos/{owner}/{repo}/labels', { ...at, name, description, color });
    return 'created';
  } catch (error) {
    if (!mayBeThere(error) || !(await hasLabelNamed(api, at, name))) throw error;
    return error.failure === 'unreachable' ? 'created' : 'there';
  }
}

/** Whether a write that failed leaves it open if the thing is there now. */
export const mayBeThere = (error: unknown): error is GitHubError =>
  error instanceof GitHubError && (error.failure === 'unreachable' || error.failure === 'refused');
