import type { GitCall } from '../git/git.ts';
import { mustGit } from './salvage-error.ts';

export interface NewCommit {
  tree: string;
  parents: readonly string[];
  message: string;
  atMs: number;
}

/** Writes a commit object with any number of parents. Our own identity: the person's may be missing. */
export async function writeCommit(commit: NewCommit, call: GitCall): Promise<string> {
  const who = `Planeguard <planeguard@localhost> ${Math.floor(commit.atMs / 1000)} +0000`;
  const lines = [
    `tree ${commit.tree}`,
    ...new Set(commit.parents.map((sha) => `parent ${sha}`)),
    `author ${who}`,
    `committer ${who}`,
    '',
    commit.message,
  ];
  const args = ['hash-object', '-t', 'commit', '-w', '--stdin'];
  return (await mustGit(args, { ...call, bytes: false, input: lines.join('\n') })).trim();
}

export interface TreeEntry {
  type: string;
  sha: string;
  name: string;
}

/** Writes a tree object of a few entries. */
export async function writeTree(entries: readonly TreeEntry[], call: GitCall): Promise<string> {
  const line = ({ type, sha, name }: TreeEntry) =>
    `${type === 'tree' ? '040000' : '100644'} ${type} ${sha}\t${name}\0`;
  return (await mustGit(['mktree', '-z'], { ...call, input: entries.map(line).join('') })).trim();
}
