import type { AnswerHead } from './classify.ts';

/**
 * The scopes of a classic token, or of an OAuth app's such as that of `gh`; null where the answer names none: tokens with
 * permissions of their own, and apps on a repository.
 * @see https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps
 */
export function scopesIn(headers: AnswerHead['headers']): string[] | null {
  const said = headers['x-oauth-scopes'];
  if (said === undefined) return null;
  return String(said)
    .split(',')
    .map((scope) => scope.trim())
    .filter((scope) => scope !== '');
}
