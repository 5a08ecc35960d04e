import type { GitCall } from '../git/git.ts';
import { mustGit } from './salvage-error.ts';

export interface IndexEntry {
  /** `H` as usual, `M` unmerged; a small letter is assume-unchanged, `S` skip-worktree: see git-ls-files(1). */
  mark: string;
  mode: string;
  sha: string;
  stage: number;
  path: string;
}

export async function indexEntries(call: GitCall): Promise<IndexEntry[]> {
  const listed = await mustGit(['ls-files', '-v', '--stage', '-z'], call);
  return listed
    .split('\0')
    .filter((line) => line !== '')
    .map((line) => {
      const tab = line.indexOf('\t');
      const [mark = '', mode = '', sha = '', stage = ''] = line.slice(0, tab).split(' ');
      return { mark, mode, sha, stage: Number(stage), path: line.slice(tab + 1) };
    });
}
