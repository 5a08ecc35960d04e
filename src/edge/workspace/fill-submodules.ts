import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { withoutSecrets } from '../../core/remote-secret.ts';
import { type GitCall, runGit, transferTimeoutMs } from '../git/git.ts';
import { gitMessage } from '../git/git-failure.ts';
import type { RepositoryCache } from '../git/repository-cache.ts';
import { isLocalRemote, localPath } from '../git/serve-locally.ts';
import { gitlinks } from './gitlinks.ts';
import { isRealDirectory } from './is-real-directory.ts';

export interface SubmodulesToFill {
  workspace: string;
  cache: RepositoryCache;
  /** Settings for their files. */
  config: readonly string[];
  /** Submodules that have their files from elsewhere. */
  except: readonly string[];
}

/**
 * Fetches the submodules of a workspace that nobody has worked in, and theirs, to the commits that it names; with the
 * person's own logins. Nothing that `.gitmodules` says runs: git refuses commands there, and so do we hooks. Null when
 * done, else what git said.
 */
export async function fillSubmodules(wanted: SubmodulesToFill): Promise<string | null> {
  const { workspace, cache } = wanted;
  const named = await pathsInGitmodules(workspace, cache.env);
  const names = await gitlinks(workspace, cache.env);
  if (typeof names === 'string') return names;
  const paths = names.filter((name) => named.has(name) && !wanted.except.includes(name));
  if (paths.length === 0) return null;
  const origin = await originOfCheckout(cache);
  const resolved = origin === null ? [] : ['-c', `remote.origin.url=${origin}`];
  for (const args of [
    [...resolved, 'submodule', '--quiet', 'init', '--', ...paths],
    ['submodule', '--quiet', 'update', '--init', '--recursive', '--', ...paths],
  ]) {
    const done = await runGit(args, callIn(wanted));
    if (done.kind === 'failed')
      return done.failure === 'timed_out' ? 'it took too long' : gitMessage(done.stderr);
  }
  return null;
}

/** A remote elsewhere may not have a submodule read from this machine's files. */
function callIn({ workspace, cache, config }: SubmodulesToFill): GitCall {
  const { env, remote, signal } = cache;
  return {
    ...{ env, cwd: workspace, timeoutMs: transferTimeoutMs },
    config: ['init.templateDir=', ...config],
    ...(isLocalRemote(remote) ? {} : { protocols: 'git:http:https:ssh' }),
    ...(signal && { signal }),
  };
}

/**
 * Where a person's checkout was cloned from: there `../other.git` of its submodules is relative to that, here to the
 * checkout. Null when the remote is none, or was cloned from nowhere.
 */
async function originOfCheckout({ remote, env }: RepositoryCache): Promise<string | null> {
  if (!isLocalRemote(remote) || !existsSync(join(localPath(remote), '.git'))) return null;
  const args = ['config', '--get', 'remote.origin.url'];
  const asked = await runGit(args, { env, cwd: localPath(remote) });
  return asked.kind === 'ok' ? withoutSecrets(asked.stdout.trim()) : null;
}

/** A repository that was committed as a pointer by accident is none of them; a file that is not there has none. */
async function pathsInGitmodules(workTree: string, env: RepositoryCache['env']): Promise<Set<string>> {
  const args = ['config', '--file', '.gitmodules', '-z', '--get-regexp', '^submodule\\..*\\.path$'];
  const listed = await runGit(args, { env, cwd: workTree });
  return new Set(listed.stdout.split('\0').map((entry) => entry.slice(entry.indexOf('\n') + 1)));
}

/** Working trees of the submodules that are there, however deep. */
export async function submoduleTrees(workTree: string, env: RepositoryCache['env']): Promise<string[]> {
  const names = await gitlinks(workTree, env);
  if (typeof names === 'string') return [];
  const found: string[] = [];
  for (const path of names.map((name) => join(workTree, name))) {
    if (!isRealDirectory(path) || realpathSync(path) !== path || !existsSync(join(path, '.git'))) continue;
    found.push(path, ...(await submoduleTrees(path, env)));
  }
  return found;
}
