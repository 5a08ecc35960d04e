import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../files.ts';
import { type GitResult, runGit } from './git.ts';
import type { Environment } from './git-environment.ts';
import type { RepositoryCache } from './repository-cache.ts';

const workspaceConfigName = 'workspace.config';

/** The `[core]` settings that suit this file system, as `git init` found them, for a workspace beside the cache. */
export const workspaceConfig = (cache: RepositoryCache): string =>
  readFileSync(join(cache.directory, workspaceConfigName), 'utf8');

const done: GitResult = { kind: 'ok', stdout: '' };

/** Makes an empty cache, if there is none. It appears complete or not at all. */
export async function makeCache(cache: RepositoryCache, shaLength: number): Promise<GitResult> {
  if (existsSync(cache.directory)) return done;
  const temporary = `${cache.directory}.${randomBytes(6).toString('hex')}.tmp`;
  const made = await initialise(temporary, shaLength, cache.env);
  if (made.kind === 'ok') takePlace(temporary, cache.directory);
  else rmSync(temporary, { recursive: true, force: true });
  return made;
}

/** Lays out an empty bare repository that never prunes, or what is missing of one that is there. */
export async function initialise(directory: string, shaLength: number, env: Environment): Promise<GitResult> {
  const format = `--object-format=${shaLength === 64 ? 'sha256' : 'sha1'}`;
  const args = ['init', '--quiet', '--bare', '--template=', format, '--end-of-options', directory];
  const made = await runGit(args, { env });
  if (made.kind === 'failed') return made;
  const [core = ''] = readFileSync(join(directory, 'config'), 'utf8').split(neverPrune);
  writeWhole(join(directory, workspaceConfigName), core.replace('bare = true', 'bare = false'));
  writeWhole(join(directory, 'config'), core + neverPrune);
  return done;
}

const neverPrune = '[gc]\n\tauto = 0\n\tpruneExpire = never\n[maintenance]\n\tauto = false\n';

/** Another process may have made the same cache meanwhile: then that one stays. */
function takePlace(temporary: string, directory: string): void {
  try {
    renameSync(temporary, directory);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    if (!existsSync(directory)) throw error;
  }
}
