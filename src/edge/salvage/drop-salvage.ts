import { noteLetGo } from '../git/cache-condition.ts';
import { runGit } from '../git/git.ts';
import type { Environment } from '../git/git-environment.ts';
import type { Salvage } from './list-salvage.ts';

/** Lets go of a salvage, unless a newer one has taken its place. Its objects go when the cache is repacked. */
export async function dropSalvage({ directory, ref, sha }: Salvage, env: Environment): Promise<boolean> {
  noteLetGo(directory, `${ref} ${sha}\n`);
  const dropped = await runGit(['update-ref', '-d', ref, sha], { env, gitDir: directory });
  return dropped.kind === 'ok';
}
