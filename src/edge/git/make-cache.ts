import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type GitResult, runGit } from './git.ts';
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
  mkdirSync(temporary, { recursive: true, mode: 0o700 });
  const made = await initialise(temporary, shaLength, cache);
  if (made.kind === 'failed') {
    rmSync(temporary, { recursive: true, force: true });
    return made;
  }
  takePlace(temporary, cache.directory);
  return done;
}

async function initialise(
  directory: string,
  shaLength: number,
  { env }: RepositoryCache,
): Promise<GitResult> {
  const format = `--object-format=${shaLength === 64 ? 'sha256' : 'sha1'}`;
  const args = ['init', '--quiet', '--bare', '--template=', format, '--end-of-options', directory];
  const made = await runGit(args, { env });
  if (made.kind === 'failed') return made;
  const config = readFileSync(join(directory, 'config'), 'utf8');
  writeFileSync(join(directory, workspaceConfigName), config.replace('bare = true', 'bare = false'));
  const never = '[gc]\n\tauto = 0\n\tpruneExpire = never\n[maintenance]\n\tauto = false\n';
  writeFileSync(join(directory, 'config'), config + never);
  return done;
}

/** Another process may have made the same cache meanwhile: then that one stays. */
function takePlace(temporary: string, directory: string): void {
  try {
    renameSync(temporary, directory);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    if (!existsSync(directory)) throw error;
  }
}
