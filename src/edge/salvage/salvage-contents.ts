import type { Environment } from '../git/git-environment.ts';
import type { Salvage } from './list-salvage.ts';
import { mustGit } from './salvage-error.ts';
import { stashesIn } from './take-refs.ts';

export interface SalvageContents {
  /** Status letter and path of each file that differs from HEAD; odd names are quoted as git does. */
  fileLines: string[];
  /** Newest first, of every branch; what the remote had when it was last asked is left out. */
  commitLines: string[];
  stashLines: string[];
}

/** What is in a salvage, as lines for people. Throws `SalvageError` when the cache is damaged. */
export async function salvageContents(
  { directory, sha, document }: Salvage,
  env: Environment,
): Promise<SalvageContents> {
  const call = { env, gitDir: directory };
  const tips = [...document.refs.map((ref) => ref.sha), ...(document.head.sha ? [document.head.sha] : [])];
  const base = document.head.sha ?? (await emptyTree(call));
  const log = (revisions: readonly string[], ...options: string[]) =>
    mustGit(['log', '--format=%h %s', '--stdin', ...options], {
      ...call,
      input: `${revisions.join('\n')}\n`,
    });
  const files = await mustGit(['diff-tree', '-r', '--no-renames', '--name-status', base, sha], call);
  const stashes = stashesIn(document.stashLog).reverse();
  return {
    fileLines: linesOf(files).map((line) => line.replace('\t', ' ')),
    commitLines: tips.length === 0 ? [] : linesOf(await log(tips, '--not', '--remotes', '--tags')),
    stashLines: stashes.length === 0 ? [] : linesOf(await log(stashes, '--no-walk=unsorted')),
  };
}

const emptyTree = async (call: { env: Environment; gitDir: string }): Promise<string> =>
  (await mustGit(['hash-object', '-t', 'tree', '--stdin'], { ...call, input: '' })).trim();

const linesOf = (output: string): string[] => output.split('\n').filter((line) => line !== '');
