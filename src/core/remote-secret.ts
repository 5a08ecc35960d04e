/** Who signs in, as a URL has it: all before the last `@` of its host part. */
const signIn = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)@/i;
const tokenInQuery = /^[a-z][a-z0-9+.-]*:\/\/[^?#]*\?([^#]*&)?[\w-]*(token|password|secret)=/i;

/** Tokens that forges let stand in the place of a user: by their beginning, or too long for a name. */
const tokenAsUser = /^(gh[a-z]_|github_pat_|glpat-)|^[\w-]{32,}$/;

/** Whether the URL of a remote has a password or token in it. A user's name alone is none. */
export function carriesSecret(remote: string): boolean {
  const [, scheme = '', who = ''] = signIn.exec(remote) ?? [];
  if (who.includes(':') || tokenInQuery.test(remote)) return true;
  return /^https?$/i.test(scheme) && tokenAsUser.test(who);
}

/** What to do about it, as the end of a sentence. */
export const secretAdvice =
  'it would be stored and shown. Give the URL without it, and let git have the login from a credential helper (git config --global credential.helper store; see gitcredentials(7))';

/** Text, as of git's messages, in which no URL says any more who signs in; the user of an ssh URL is part of the address. */
export const withoutSecrets = (text: string): string =>
  text.replace(/\b([a-z][a-z0-9+.-]*:\/\/)([^\s/?#'"]*)@/gi, (_, scheme: string, who: string) =>
    scheme.toLowerCase() === 'ssh://' ? `${scheme}${who.replace(/:.*$/s, '')}@` : scheme,
  );
