/** A path or file URL: git serves both ends itself. `host:path` is ssh, as git reads it. */
export function isLocalRemote(remote: string): boolean {
  return remote.startsWith('/') || remote.startsWith('file://');
}

/** The path of a local remote. */
export const localPath = (remote: string): string =>
  remote.startsWith('file://') ? decodeURIComponent(new URL(remote).pathname) : remote;

/**
 * Options for the serving end of a remote on this machine. Without `refuse`, a checkout that is configured with
 * `receive.denyCurrentBranch=ignore` or `updateInstead` would have its checked-out branch moved by a push.
 */
export function servedLocally(remote: string, end: 'upload' | 'receive'): string[] {
  if (!isLocalRemote(remote)) return [];
  if (end === 'upload') return ['--upload-pack=git upload-pack'];
  return [
    '--receive-pack=git -c receive.denyCurrentBranch=refuse -c receive.denyDeleteCurrent=refuse -c receive.autogc=false receive-pack',
  ];
}
