import { fileURLToPath } from 'node:url';
import { quoteForSh } from '../../core/quote-for-sh.ts';
import type { Environment } from './git-environment.ts';

/** A path or file URL: git serves both ends itself. */
export function isLocalRemote(remote: string): boolean {
  return remote.startsWith('/') || remote.startsWith('file://');
}

/** The path of a local remote. */
export const localPath = (remote: string): string =>
  remote.startsWith('file://') ? fileURLToPath(remote) : remote;

/**
 * Options for the serving end of a remote on this machine. It sees the person's own configuration (`safe.directory`),
 * as a server would. Without `refuse`, a checkout whose `receive.denyCurrentBranch` is `ignore` or `updateInstead`
 * would have its checked-out branch moved by a push.
 */
export function servedLocally(remote: string, end: 'upload' | 'receive', env: Environment): string[] {
  if (!isLocalRemote(remote)) return [];
  const git = `${ownConfiguration(env)}; git`;
  if (end === 'upload') return [`--upload-pack=${git} upload-pack`];
  const refuse =
    '-c receive.denyCurrentBranch=refuse -c receive.denyDeleteCurrent=refuse -c receive.autogc=false';
  return [`--receive-pack=${git} ${refuse} receive-pack`];
}

function ownConfiguration(env: Environment): string {
  const restored = ['GIT_CONFIG_GLOBAL', 'GIT_CONFIG_NOSYSTEM'].map((name) => {
    const value = env[name];
    return value === undefined ? `unset ${name}` : `export ${name}=${quoteForSh(value)}`;
  });
  return restored.join('; ');
}
