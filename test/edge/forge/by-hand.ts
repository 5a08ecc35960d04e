import { join } from 'node:path';
import { writeFiles } from '../../support/git-repository.ts';
import { cloned, gitAsync } from '../../support/github/checkout.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import type { ForgeScene } from './forge-contract.ts';

/** What people do to a pull request with git alone. */
export function byHand(
  remote: string,
  { head, base }: { head: string; base: string },
): Pick<ForgeScene, 'push' | 'mergeByHand'> {
  const folder = temporaryFolder();
  let clone: Promise<string> | undefined;
  /** A person's checkout of a branch as it is now. */
  const checkout = async (branch: string): Promise<string> => {
    clone ??= cloned(remote, join(folder, 'person'));
    const path = await clone;
    await gitAsync(path, 'fetch', '--quiet', 'origin');
    await gitAsync(path, 'checkout', '--quiet', '-B', branch, `origin/${branch}`);
    return path;
  };
  const push: ForgeScene['push'] = async (branch, files) => {
    const path = await checkout(branch);
    writeFiles(path, files);
    await gitAsync(path, 'add', '--all');
    await gitAsync(path, 'commit', '--quiet', '-m', 'A change');
    await gitAsync(path, 'push', '--quiet', 'origin', branch);
    return gitAsync(path, 'rev-parse', 'HEAD');
  };
  const mergeByHand: ForgeScene['mergeByHand'] = async (how) => {
    if (how === 'rebase') await push(base, { 'before.txt': 'x\n' });
    const path = await checkout(base);
    await gitAsync(path, ...merging[how], `origin/${head}`);
    if (how === 'squash') await gitAsync(path, 'commit', '--quiet', '-m', 'Squashed');
    await gitAsync(path, 'push', '--quiet', 'origin', base);
    return gitAsync(path, 'rev-parse', 'HEAD');
  };
  return { push, mergeByHand };
}

const merging = {
  merge: ['merge', '--quiet', '--no-ff', '--no-edit'],
  'fast-forward': ['merge', '--quiet', '--ff-only'],
  rebase: ['cherry-pick'],
  squash: ['merge', '--quiet', '--squash'],
};
