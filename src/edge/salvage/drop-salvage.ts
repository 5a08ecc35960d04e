import { noteLetGo } from '../git/cache-condition.ts';
import { runGit } from '../git/git.ts';
import type { Environment } from '../git/git-environment.ts';
import { pastStaleLocks } from '../git/stale-locks.ts';
import type { Salvage } from './list-salvage.ts';

/** Lets go of a salvage, unless a newer one has taken its place. Its objects go when the cache is repacked. */
export async function dropSalvage({ directory, ref, sha }: Salvage, env: Environment): Promise<boolean> {
  noteLetGo(directory, `${ref} ${sha}\n`);
  const drop = () => runGit(['update-ref', '-d', ref, sha], { env, gitDir: directory });
  const dropped = await pastStaleLocks(directory, drop);
  return dropped.kind === 'ok';
}
