import { submoduleDirectories } from '../workspace/submodule-directories.ts';
import { mustGit } from './salvage-error.ts';
import type { ScratchRepository } from './scratch-repository.ts';
import { alone, type SourceRepository } from './source-repository.ts';
import { type TakenRefs, takeRefs } from './take-refs.ts';

/** A submodule of which only the git directory is left: it is not checked out, or was removed. */
export interface LeftSubmodule {
  /** Where its refs are kept among those of the repository around it. */
  prefix: string;
  refs: TakenRefs;
}

/**
 * Those with commits or stashes that their own remote does not have.
 * @param checkedOut git directories of submodules that have a working tree.
 */
export async function leftSubmodules(
  gitDir: string,
  scratch: ScratchRepository,
  checkedOut: ReadonlySet<string>,
): Promise<LeftSubmodule[]> {
  const left: LeftSubmodule[] = [];
  for (const { name, path } of submoduleDirectories(gitDir)) {
    if (checkedOut.has(path)) continue;
    const source = { workTree: path, gitDir: path, commonDir: path };
    const refs = await takeRefs(source, scratch.lookAt(source), new Set());
    const prefix = `refs/submodules/${refName(name)}/`;
    if (await isUnpublished(source, refs, scratch)) left.push({ prefix, refs });
    const within = await leftSubmodules(path, scratch, checkedOut);
    left.push(...within.map((one) => ({ ...one, prefix: prefix + one.prefix.slice('refs/'.length) })));
  }
  return left;
}

/** What a ref's name may not have is written as `%XX`; see git-check-ref-format(1). */
const refName = (name: string): string =>
  name.replace(/[^\w/-]/gu, (one) => Buffer.from(one).toString('hex').replace(/../g, '%$&'));

/** Whether a repository has commits or stashes that no remote of its own had when it was last asked. */
export async function isUnpublished(
  source: SourceRepository,
  { tips, stashes }: TakenRefs,
  scratch: ScratchRepository,
): Promise<boolean> {
  if (stashes.length > 0) return true;
  if (tips.length === 0) return false;
  const input = tips.map((sha) => `${sha}\n`).join('');
  const args = ['rev-list', '--count', '--stdin', '--not', '--remotes'];
  return (await mustGit(args, { ...alone(source, scratch.env), input })).trim() !== '0';
}

/** They become refs of the repository around them, which a restored clone then has. */
export const withLeft = (own: TakenRefs, left: readonly LeftSubmodule[]): TakenRefs => ({
  ...own,
  refs: [...own.refs, ...left.flatMap(renamed)],
  tags: [...own.tags, ...left.flatMap(({ refs }) => refs.tags)],
  tips: [...own.tips, ...left.flatMap(({ refs }) => refs.tips)],
  stashes: [...own.stashes, ...left.flatMap(({ refs }) => refs.stashes)],
  others: [...own.others, ...left.flatMap(({ refs }) => refs.others)],
});

function renamed({ prefix, refs }: LeftSubmodule): TakenRefs['refs'] {
  const named = refs.refs.map(({ name, sha }) => ({ name: prefix + name.slice('refs/'.length), sha }));
  const stashes = refs.stashes.map((sha, index) => ({ name: `${prefix}stash/${index}`, sha }));
  const head = refs.head.branch === null && refs.head.sha !== null ? [refs.head.sha] : [];
  return [...named, ...stashes, ...head.map((sha) => ({ name: `${prefix}HEAD`, sha }))];
}
