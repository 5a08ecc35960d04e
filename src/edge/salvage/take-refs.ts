import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { GitCall } from '../git/git.ts';
import { runGit } from '../git/git.ts';
import { listRefs } from '../git/list-refs.ts';
import { readPlain } from './read-plain.ts';
import type { SalvageDocument } from './salvage-document.ts';
import { SalvageError } from './salvage-error.ts';
import { alone, type SourceRepository } from './source-repository.ts';
import { takeTags } from './take-tags.ts';

export type TakenRefs = Pick<SalvageDocument, 'head' | 'refs' | 'tags' | 'stashLog'> & {
  /** Commits that belong to branches, tags and HEAD. */
  tips: string[];
  stashes: string[];
  /** Trees and blobs that a ref names. */
  others: { sha: string; type: string }[];
};

/**
 * Every branch, tag, stash and HEAD of a repository, but what a remote had: `refs/remotes`, and refs that are `known`.
 * @param known `<sha> <name>` of the cache's tags.
 */
export async function takeRefs(
  source: SourceRepository,
  call: GitCall,
  known: ReadonlySet<string>,
): Promise<TakenRefs> {
  const own = { ...alone(source, call.env), bytes: true };
  const listed = await listRefs(own, '%(objectname) %(objecttype) %(refname)');
  if (listed.kind === 'failed') throw new SalvageError('failed', listed.message);
  const all = listed.lines.map(parseRef);
  const refs = all.filter(({ name, sha }) => !isElsewhere(name) && !known.has(`${sha} ${name}`));
  const head = headOf(source, all);
  const stashLog = stashLogOf(source, all);
  const tagShas = refs.filter(({ type }) => type === 'tag').map(({ sha }) => sha);
  const { tags, targets } = await takeTags(tagShas, call);
  const named = [...refs, ...targets];
  return {
    head,
    refs: refs.map(({ name, sha }) => ({ name, sha })),
    tags,
    stashLog,
    tips: [
      ...named.filter(({ type }) => type === 'commit').map(({ sha }) => sha),
      ...(head.sha === null ? [] : [head.sha]),
    ],
    stashes: stashesIn(stashLog),
    others: named.filter(({ type }) => type === 'tree' || type === 'blob'),
  };
}

interface Ref {
  name: string;
  sha: string;
  type: string;
}

function parseRef(line: string): Ref {
  const [sha = '', type = '', ...name] = line.split(' ');
  return { sha, type, name: name.join(' ') };
}

const isElsewhere = (name: string): boolean => name.startsWith('refs/remotes/') || name === 'refs/stash';

function headOf(source: SourceRepository, refs: readonly Ref[]): SalvageDocument['head'] {
  const text = readPlain(join(source.gitDir, 'HEAD')).trim();
  const branch = /^ref: (refs\/.+)$/.exec(text)?.[1] ?? null;
  if (branch !== null) return { branch, sha: refs.find(({ name }) => name === branch)?.sha ?? null };
  if (/^[0-9a-f]{40,64}$/.test(text)) return { branch: null, sha: text };
  throw new SalvageError('failed', 'its HEAD cannot be read');
}

/** `refs/stash` names the newest stash only; its log has them all. */
function stashLogOf({ commonDir }: SourceRepository, refs: readonly Ref[]): string {
  const newest = refs.find(({ name }) => name === 'refs/stash');
  if (newest === undefined) return '';
  const log = join(commonDir, 'logs', 'refs', 'stash');
  if (existsSync(log)) return readPlain(log);
  return `${'0'.repeat(newest.sha.length)} ${newest.sha} Planeguard <planeguard@localhost> 0 +0000\tstash\n`;
}

export const stashesIn = (log: string): string[] =>
  log.split('\n').flatMap((line) => /^[0-9a-f]{40,64} ([0-9a-f]{40,64}) /.exec(line)?.[1] ?? []);

/** Which of the names stand for commits that are there. */
export async function commitsAmong(names: readonly string[], call: GitCall): Promise<string[]> {
  if (names.length === 0) return [];
  const checked = await runGit(['cat-file', '--batch-check'], { ...call, input: `${names.join('\n')}\n` });
  return checked.stdout.split('\n').flatMap((line) => /^([0-9a-f]+) commit \d+$/.exec(line)?.[1] ?? []);
}
