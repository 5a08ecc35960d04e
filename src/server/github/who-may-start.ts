import { everyEditorMayStart, mayStart } from '../../core/github/permission.ts';
import { readPermission } from '../../edge/forge/github/permission.ts';
import type { GitHub, GitHubRepository } from './github.ts';

interface Account {
  login: string;
  isBot: boolean;
}

/**
 * Why an account may not start work at this moment; null when it may.
 * @throws GitHubError when it cannot be known.
 */
export async function whyNotStart(
  { api }: GitHub,
  { name, at, trusted }: GitHubRepository,
  by: Account | null,
): Promise<string | null> {
  if (by === null) return 'it is not known who applied the label';
  const permission = await readPermission(api, at, by.login);
  if (mayStart(trusted, { ...by, permission })) return null;
  return by.isBot
    ? `${by.login} is a bot that repositories.trigger.bots does not list`
    : `${by.login} has the permission ${permission} on ${name}, and ${trusted.actors} is needed`;
}

/**
 * How far the words of an author are trusted: those of somebody who may start work, and whether nobody else can change them.
 * @throws GitHubError when it cannot be known.
 */
export async function trustIn(
  { api }: GitHub,
  { at, trusted }: GitHubRepository,
  author: Account | null,
): Promise<{ mayStart: boolean; soMayEveryEditor: boolean }> {
  if (author === null) return { mayStart: false, soMayEveryEditor: false };
  const actor = { ...author, permission: await readPermission(api, at, author.login) };
  return { mayStart: mayStart(trusted, actor), soMayEveryEditor: everyEditorMayStart(trusted, actor) };
}
