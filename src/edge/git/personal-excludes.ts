import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runGit } from './git.ts';
import type { Environment } from './git-environment.ts';

/** The file of what a person never commits anywhere, whatever a repository says; null when there is none. See gitignore(5). */
export async function personalExcludes(env: Environment): Promise<string | null> {
  const named = await runGit(['config', '--type=path', '--get', 'core.excludesFile'], { env });
  const path = named.kind === 'ok' ? named.stdout.replace(/\n$/, '') : usualExcludes(env);
  return existsSync(path) ? path : null;
}

const usualExcludes = ({ XDG_CONFIG_HOME, HOME }: Environment): string =>
  join(XDG_CONFIG_HOME || join(HOME || '/', '.config'), 'git', 'ignore');
