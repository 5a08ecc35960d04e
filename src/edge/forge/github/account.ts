import { z } from 'zod';
import { isForbidden } from './classify.ts';
import type { GitHubApi } from './github-api.ts';
import { readAs } from './read-as.ts';

/** Whose token it is; null for one that belongs to no account, such as an app's on a repository. */
export async function readAccount(api: GitHubApi): Promise<string | null> {
  try {
    return readAs(z.object({ login: z.string() }), await api.read('GET /user', {})).login;
  } catch (error) {
    if (isForbidden(error)) return null;
    throw error;
  }
}
