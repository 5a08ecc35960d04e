import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { writeWhole } from '../files.ts';
import { type GitResult, runGit } from './git.ts';
import type { Environment } from './git-environment.ts';
import type { RepositoryCache } from './repository-cache.ts';
import { staleBelow } from './stale-below.ts';

const workspaceConfigName = 'workspace.config';

/** The `[core]` settings that suit this file system, as `git init` found them, for a workspace beside the cache. */
export const workspaceConfig = (cache: RepositoryCache): string =>
  readFileSync(join(cache.directory, workspaceConfigName), 'utf8');

const done: GitResult = { kind: 'ok', stdout: '', stderr: '' };

/** Makes an empty cache, if there is none. It appears complete or not at all. */
export async function makeCache(cache: RepositoryCache, shaLength: number): Promise<GitResult> {
  if (existsSync(cache.directory)) return done;
  mkdirSync(dirname(cache.directory), { recursive: true, mode: 0o700 });
  clearLeftovers(cache.directory);
  const temporary = `${cache.directory}.${randomBytes(6).toString('hex')}.tmp`;
  const made = await initialise(temporary, shaLength, cache.env);
  if (made.kind === 'ok') takePlace(temporary, cache.directory);
  else rmSync(temporary, { recursive: true, force: true });
  return made;
}

/** What crashes left of earlier tries. Another process may be making the same cache now: its one is younger. */
function clearLeftovers(directory: string): void {
  const folder = dirname(directory);
  const names = readdirSync(folder).filter((name) => name.startsWith(`${basename(directory)}.`));
  for (const path of staleBelow(folder, names)) rmSync(path, { recursive: true, force: true });
}

/** Lays out an empty bare repository that never prunes by itself, or what is missing of one that is there. */
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
