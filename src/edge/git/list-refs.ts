import { type GitCall, runGit } from './git.ts';
import { gitMessage } from './git-failure.ts';

export type ListedRefs = { kind: 'listed'; lines: string[] } | { kind: 'failed'; message: string };

/**
 * Every ref of a repository, one line each. Git passes over a ref that it cannot read with no more than a warning:
 * here that is a failure, unless it only says what a remote had.
 * @param format of git-for-each-ref(1); it has to ask for something of the object, or a missing one is not noticed.
 */
export async function listRefs(call: GitCall, format: string): Promise<ListedRefs> {
  const listed = await runGit(['for-each-ref', `--format=${format}`], call);
  const broken = listed.stderr.split('\n').find((line) => / broken ref (?!refs\/remotes\/)/.test(line));
  if (listed.kind === 'failed' || broken !== undefined) {
    return { kind: 'failed', message: `git for-each-ref: ${broken ?? gitMessage(listed.stderr)}` };
  }
  return { kind: 'listed', lines: listed.stdout.split('\n').filter((line) => line !== '') };
}
