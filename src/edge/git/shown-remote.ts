import { withoutSecrets } from '../../core/remote-secret.ts';

/** A remote as it is shown: on one line, without who signs in, where its URL says that. */
export const shownRemote = (remote: string): string =>
  withoutSecrets(remote).replace(/\p{Cc}/gu, (control) => JSON.stringify(control).slice(1, -1));
