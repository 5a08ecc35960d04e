import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { isoTime } from '../clock.ts';
import { type GitCall, runGit } from '../git/git.ts';
import { type IndexEntry, indexEntries } from './index-entries.ts';
import { type SalvageDocument, salvageMessage } from './salvage-document.ts';
import { mustGit } from './salvage-error.ts';
import type { ScratchRepository, SourceRepository } from './scratch-repository.ts';
import { takeFiles } from './take-files.ts';
import { type TakenRefs, takeRefs } from './take-refs.ts';
import { type TakenStaged, takeStaged } from './take-staged.ts';
import { takeState } from './take-state.ts';
import { writeCommit, writeTree } from './write-objects.ts';

export interface RepositoryToTake {
  source: SourceRepository;
  scratch: ScratchRepository;
  /** `<sha> <name>` of what the remote has. */
  published: readonly string[];
  publishedShas: readonly string[];
  about: Pick<SalvageDocument, 'requestId' | 'attempt' | 'repository' | 'title'>;
  cache: { remote: string };
  nowMs: number;
  maxBytes: number;
}

export interface TakenRepository {
  sha: string;
  document: SalvageDocument;
}

/**
 * Writes the salvage commit of one repository. Its tree is the working state; its first parent is HEAD, its last the
 * record, whose tree has the index and whose parents are every branch, tag, stash and commit under way.
 */
export async function takeRepository(wanted: RepositoryToTake): Promise<TakenRepository> {
  const { source, scratch, nowMs } = wanted;
  const call = scratch.lookAt(source);
  const look = { ...call, workTree: source.workTree };
  const { entries, indexLost } = await readIndex(look, source);
  const index = await takeStaged(scratch, look, entries);
  const refs = await takeRefs(source, call, new Set(wanted.published));
  const { state, commits: underWay } = await takeState(source.gitDir, call);
  const files = await takeFiles(look, entries, wanted.maxBytes);
  const document: SalvageDocument = {
    version: 1,
    ...wanted.about,
    remote: wanted.cache.remote,
    madeAt: isoTime(nowMs),
    ...{ head: refs.head, refs: refs.refs, tags: refs.tags, stashLog: refs.stashLog, state },
    nested: [],
    indexLost,
    modes: [],
    ignored: [],
    ignoredKept: false,
    commits: await countCommits(wanted, refs.tips, call),
    stashes: refs.stashes.length,
    files: files.files,
    bytes: files.bytes,
  };
  const tree = await writeTree(recordEntries(index, refs), call);
  const parents = [...new Set([...refs.tips, ...refs.stashes, ...underWay])];
  const record = await writeCommit(
    { tree, parents, message: 'What belongs to a salvage\n', atMs: nowMs },
    call,
  );
  const heads = refs.head.sha === null ? [] : [refs.head.sha];
  const message = salvageMessage(document);
  const sha = await writeCommit(
    { tree: files.tree, parents: [...heads, record], message, atMs: nowMs },
    call,
  );
  return { sha, document };
}

/** An index that git cannot read counts as that of HEAD: then every file is compared by its content. */
async function readIndex(
  call: GitCall & { gitDir: string },
  source: SourceRepository,
): Promise<{ entries: IndexEntry[]; indexLost: boolean }> {
  const readable = await runGit(['ls-files', '--stage', '-z'], call);
  if (readable.kind === 'ok') return { entries: await indexEntries(call), indexLost: false };
  const head = await mustGit(['rev-parse', '--verify', 'HEAD'], { ...call, gitDir: source.gitDir });
  rmSync(join(call.gitDir, 'index'));
  await mustGit(['read-tree', head.trim()], call);
  return { entries: await indexEntries(call), indexLost: true };
}

const recordEntries = (index: TakenStaged, refs: TakenRefs) => [
  { type: 'tree', sha: index.tree, name: 'index' },
  ...(index.stages === null ? [] : [{ type: 'tree', sha: index.stages, name: 'stages' }]),
  ...refs.others.map(({ sha, type }) => ({ type, sha, name: `object-${sha}` })),
];

async function countCommits(
  { published, publishedShas }: RepositoryToTake,
  tips: readonly string[],
  call: GitCall,
): Promise<number> {
  const elsewhere = [...published.map((line) => line.split(' ')[0] ?? ''), ...publishedShas];
  const input = [...tips, ...elsewhere.map((sha) => `^${sha}`)].map((line) => `${line}\n`).join('');
  return Number(await mustGit(['rev-list', '--count', '--ignore-missing', '--stdin'], { ...call, input }));
}
