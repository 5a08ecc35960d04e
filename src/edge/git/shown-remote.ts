/** A remote as it is shown and stored as a name: on one line, without the password or token of its URL. */
export const shownRemote = (remote: string): string =>
  withoutSecret(remote).replace(/\p{Cc}/gu, (control) => JSON.stringify(control).slice(1, -1));

/** The user of an ssh URL is part of the address; that of others, and every password, is a secret. */
export function withoutSecret(remote: string): string {
  return remote.replace(/^([a-z]+:\/\/)([^/@]*)@/i, (_, scheme: string, user: string) =>
    scheme.toLowerCase() === 'ssh://' ? `${scheme}${user.replace(/:.*$/, '')}@` : scheme,
  );
}
