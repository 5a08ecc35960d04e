import { runGit } from './git.ts';
import type { Environment } from './git-environment.ts';

/** Refs of a cache, one for each session, that keep what it has published. */
const heads = 'refs/planeguard/heads/';

export const publishedHead = (sessionId: string): string => heads + sessionId;

/** Lets go of heads whose commit is older than a time. */
export async function dropOldHeads(directory: string, env: Environment, beforeMs: number): Promise<void> {
  const call = { env, gitDir: directory };
  const format = '%(committerdate:unix) %(objectname) %(refname)';
  const listed = await runGit(['for-each-ref', `--format=${format}`, heads], call);
  const old = listed.stdout.split('\n').flatMap((line) => {
    const [, seconds, sha, ref] = /^(\d+) ([0-9a-f]+) (\S+)$/.exec(line) ?? [];
    return Number(seconds) * 1000 < beforeMs ? [`delete ${ref} ${sha}\n`] : [];
  });
  if (old.length > 0) await runGit(['update-ref', '--stdin'], { ...call, input: old.join('') });
}
