import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GitCall } from '../git/git.ts';
import { SalvageError } from './salvage-error.ts';
import { commitsAmong } from './take-refs.ts';

/** Where git keeps what is under way: see gitrepository-layout(5), and git's `path.c`. */
const stateFiles = [
  'MERGE_HEAD',
  'MERGE_MSG',
  'MERGE_MODE',
  'MERGE_RR',
  'MERGE_AUTOSTASH',
  'CHERRY_PICK_HEAD',
  'REVERT_HEAD',
  'REBASE_HEAD',
  'ORIG_HEAD',
  'SQUASH_MSG',
  'BISECT_START',
  'BISECT_LOG',
  'BISECT_NAMES',
  'BISECT_TERMS',
  'BISECT_EXPECTED_REV',
];
const stateFolders = ['rebase-merge', 'rebase-apply', 'sequencer'];

/** They become part of a commit's message. */
const mostBytes = 16 * 1024 * 1024;

export const isStateFile = (name: string): boolean =>
  stateFiles.includes(name) || stateFolders.some((folder) => new RegExp(`^${folder}/[\\w.-]+$`).test(name));

export interface TakenState {
  state: Record<string, string>;
  /** Commits that it names. */
  commits: string[];
}

/** What is under way in a repository, as the contents of small files. */
export async function takeState(gitDir: string, call: GitCall): Promise<TakenState> {
  const inside = stateFolders.flatMap((folder) => namesIn(gitDir, folder));
  const names = [...stateFiles, ...inside].filter((name) => isFile(join(gitDir, name)));
  const state = Object.fromEntries(names.map((name) => [name, readFileSync(join(gitDir, name), 'latin1')]));
  const text = Object.values(state).join('\n');
  if (text.length > mostBytes) throw new SalvageError('failed', 'what is under way takes too much space');
  const named = new Set(text.match(/\b[0-9a-f]{7,64}\b/g) ?? []);
  return { state, commits: await commitsAmong([...named], call) };
}

const namesIn = (gitDir: string, folder: string): string[] =>
  existsSync(join(gitDir, folder))
    ? readdirSync(join(gitDir, folder))
        .map((name) => `${folder}/${name}`)
        .filter(isStateFile)
    : [];

const isFile = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
